import { allTokens, safeSum } from '@claude-monitor/protocol/figures';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { SeriesCell } from '@claude-monitor/protocol/view';
import type { Contribution } from '../facts/fact.ts';
import { dayOf, minuteOf } from '../facts/page.ts';
import { noDay, type FoldState } from '../state.ts';

/** The windows of day, hour and half hour end at the newest event ever seen, whoever sent it. */
export function noteNewest(state: FoldState, at: number): void {
  const minute = minuteOf(at);
  if (minute <= state.seriesAt) return;
  state.seriesAt = minute;
  const day = dayOf(at);
  if (day > state.totals.day.at) state.totals.day = { at: day, ...noDay() };
  for (const [key, cell] of state.series) {
    if (isPast(cell.at, minute, LIMITS.seriesMinutes)) state.series.delete(key);
  }
}

/** What a minute cell adds up. */
export const SERIES_SUMS = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'costMicros',
] as const;

/** A cell from which all was taken back stays as zeros until it is past: viewers are told so. */
export function giveMinute(state: FoldState, part: Contribution, sign: 1 | -1): void {
  const usage = part.provenance === 'superseded' ? null : part.usage;
  if (usage === null && part.activity.errors === 0) return;
  const minute = minuteOf(part.at);
  if (isPast(minute, state.seriesAt, LIMITS.seriesMinutes)) return;
  const [key, cell] = cellOf(state, minute, part);
  if (usage !== null) {
    for (const field of SERIES_SUMS) {
      cell[field] = safeSum(cell[field] + sign * safeSum(usage[field]));
    }
  }
  cell.errors += sign * part.activity.errors;
  state.changes.series.add(key);
}

/**
 * Of a minute in which very many worked, those that came later are one cell without names: sums stay true,
 * and what is taken back is taken from where it was given, for a minute that is full stays full.
 */
function cellOf(state: FoldState, minute: number, part: Contribution): [string, SeriesCell] {
  const own = JSON.stringify([minute, part.agent, part.model]);
  const others = JSON.stringify([minute]);
  const [key, agentName, model] =
    !state.series.has(own) && (state.series.has(others) || isFull(state, minute))
      ? [others, '', '']
      : [own, part.agent, part.model];
  const known = state.series.get(key);
  if (known !== undefined) return [key, known];
  const cell = {
    at: minute,
    agentName,
    model: model === '' ? null : model,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 0,
    errors: 0,
  };
  state.series.set(key, cell);
  return [key, cell];
}

function isFull(state: FoldState, minute: number): boolean {
  let count = 0;
  for (const { at } of state.series.values()) if (at === minute) count++;
  return count >= LIMITS.seriesCellsOfMinute;
}

/** A card's tokens by minute. */
export function givePulse(
  pulse: Map<number, number>,
  newestAt: number,
  part: Contribution,
  sign: 1 | -1,
): void {
  if (part.usage === null || part.provenance === 'superseded') return;
  const minute = minuteOf(part.at);
  if (isPast(minute, newestAt, LIMITS.pulseMinutes)) return;
  for (const at of pulse.keys()) {
    if (isPast(at, newestAt, LIMITS.pulseMinutes)) pulse.delete(at);
  }
  const tokens = safeSum((pulse.get(minute) ?? 0) + sign * allTokens(part.usage));
  if (tokens === 0) pulse.delete(minute);
  else pulse.set(minute, tokens);
}

const isPast = (at: number, newest: number, minutes: number): boolean =>
  newest - at >= minutes * TIME.minuteMs;
