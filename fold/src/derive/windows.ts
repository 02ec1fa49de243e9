import { allTokens, safeSum } from '@claude-monitor/protocol/figures';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
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
  const key = JSON.stringify([minute, part.agent, part.model]);
  let cell = state.series.get(key);
  if (cell === undefined) {
    cell = {
      at: minute,
      agentName: part.agent,
      model: part.model === '' ? null : part.model,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheCreationTokens: 0,
      costMicros: 0,
      errors: 0,
    };
    state.series.set(key, cell);
  }
  if (usage !== null) {
    for (const field of SERIES_SUMS) {
      cell[field] = safeSum(cell[field] + sign * safeSum(usage[field]));
    }
  }
  cell.errors += sign * part.activity.errors;
  state.changes.series.add(key);
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
