import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { allTokens, noUsage, safeSum } from '@claude-monitor/protocol/figures';
import { dayOf, minuteOf } from '../facts/hours/hour.ts';
import type { Attempt, MinuteFigures } from '../sessions/session.ts';
import type { SeriesCell } from '@claude-monitor/protocol/live/view';
import { noDay, type FoldState } from '../state.ts';
import type { Applied } from './applied.ts';

/** The windows of day, hour and half hour end at the newest event ever seen, whoever sent it. */
export function advanceWindows(state: FoldState, at: number): void {
  const minute = minuteOf(at);
  if (minute <= state.seriesAt) return;
  state.seriesAt = minute;
  const day = dayOf(at);
  if (day > state.totals.day.at) state.totals.day = { at: day, ...noDay() };
  for (const [key, cell] of state.series) {
    if (isPast(cell.at, minute)) state.series.delete(key);
  }
  for (const at of state.seriesCells.keys()) if (isPast(at, minute)) state.seriesCells.delete(at);
}

export function applyMinute(
  state: FoldState,
  { figures }: Attempt,
  { part, sign }: Pick<Applied, 'part' | 'sign'>,
): void {
  const usage = part.provenance === 'superseded' ? null : part.usage;
  const { errors } = part.activity;
  if (usage === null && errors === 0) return;
  const minute = minuteOf(part.at);
  if (isPast(minute, state.seriesAt)) return;
  const sums: MinuteFigures = { ...(usage ?? noUsage()), errors };
  const { minutes, agent: agentName } = figures;
  const models = minutes.get(minute) ?? newMinute(minutes, { minute, newest: state.seriesAt });
  const known = models.get(part.model) ?? { ...noUsage(), errors: 0 };
  models.set(part.model, known);
  addMinute(known, sums, sign);
  addMinute(changedCell(state, { minute, agentName, model: part.model }), sums, sign);
}

/** With each minute that comes, those beyond the window go. */
function newMinute(
  minutes: Attempt['figures']['minutes'],
  { minute, newest }: { minute: number; newest: number },
): Map<string, MinuteFigures> {
  for (const at of minutes.keys()) if (isPast(at, newest)) minutes.delete(at);
  const models = new Map<string, MinuteFigures>();
  minutes.set(minute, models);
  return models;
}

/** The agent of an attempt has another name now: its minutes move to the cells of that. */
export function moveMinutes(state: FoldState, { figures }: Attempt, to: string): void {
  for (const [minute, models] of figures.minutes) {
    if (isPast(minute, state.seriesAt)) continue;
    for (const [model, sums] of models) {
      addMinute(changedCell(state, { minute, agentName: figures.agent, model }), sums, -1);
      addMinute(changedCell(state, { minute, agentName: to, model }), sums, 1);
    }
  }
  figures.agent = to;
}

const isPast = (at: number, newest: number): boolean =>
  newest - at >= LIMITS.seriesMinutes * TIME.minuteMs;

/** Tokens a minute of the half hour before `newestAt`, from the first minute that has any. */
export function pulseOf({ figures }: Attempt, newestAt: number): number[] {
  const tokens: number[] = [];
  for (let index = LIMITS.pulseMinutes - 1; index >= 0; index--) {
    const models = figures.minutes.get(newestAt - index * TIME.minuteMs)?.values() ?? [];
    let sum = 0;
    for (const sums of models) sum += allTokens(sums);
    tokens.push(sum);
  }
  const first = tokens.findIndex((value) => value > 0);
  return first === -1 ? [] : tokens.slice(first);
}

function addMinute(to: CellFigures, sums: CellFigures, sign: 1 | -1): void {
  to.inputTokens = safeSum(to.inputTokens + sign * sums.inputTokens);
  to.outputTokens = safeSum(to.outputTokens + sign * sums.outputTokens);
  to.cacheReadTokens = safeSum(to.cacheReadTokens + sign * sums.cacheReadTokens);
  to.cacheCreationTokens = safeSum(to.cacheCreationTokens + sign * sums.cacheCreationTokens);
  to.costMicros = safeSum(to.costMicros + sign * sums.costMicros);
  to.errors = safeSum(to.errors + sign * sums.errors);
}

type CellFigures = Pick<
  SeriesCell,
  | 'inputTokens'
  | 'outputTokens'
  | 'cacheReadTokens'
  | 'cacheCreationTokens'
  | 'costMicros'
  | 'errors'
>;

type CellName = { minute: number; agentName: string; model: string };

/** A cell from which all was taken back stays as zeros until it is past: viewers are sent that. */
function changedCell(state: FoldState, name: CellName): SeriesCell {
  const [key, cell] = cellOf(state, name);
  state.changes.series.add(key);
  return cell;
}

/**
 * Of a minute in which very many worked, those that came later are one cell without names. No cell of a
 * minute goes before the minute does, so what is taken back finds the cell that it was added to.
 */
function cellOf(state: FoldState, { minute, agentName, model }: CellName): [string, SeriesCell] {
  const own = JSON.stringify([minute, agentName, model]);
  const known = state.series.get(own);
  if (known !== undefined) return [own, known];
  const others = JSON.stringify([minute]);
  const shared = state.series.get(others);
  if (shared !== undefined) return [others, shared];
  const count = state.seriesCells.get(minute) ?? 0;
  const isFull = count >= LIMITS.seriesCellsOfMinute;
  const cell = {
    at: minute,
    agentName: isFull ? '' : agentName,
    model: isFull || model === '' ? null : model,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 0,
    errors: 0,
  };
  const key = isFull ? others : own;
  state.series.set(key, cell);
  state.seriesCells.set(minute, count + 1);
  return [key, cell];
}
