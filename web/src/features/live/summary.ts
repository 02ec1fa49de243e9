import type { UsageSums } from '@claude-monitor/protocol/figures';
import { TIME } from '@claude-monitor/protocol/limits';
import type { SeriesCell, Totals } from '@claude-monitor/protocol/live/view';
import { dollars } from '../../lib/format/numbers.ts';
import { listPrice, priceProvenance, unpricedPart } from '../../lib/format/usage.ts';
import type { LiveState } from '../../lib/live/live-state.ts';
import type { Row } from './list/rows.ts';
import * as texts from './texts.ts';

const RATE_MINUTES = 5;

export type Attendance = {
  /** Others may be open that are not here: the figures are what there is at least. */
  isPart: boolean;
  active: number;
  open: number;
  waiting: number;
  waitingSince: number | null;
};

export function attendance(rows: Iterable<Row>, isPart: boolean): Attendance {
  const counted: Attendance = { isPart, active: 0, open: 0, waiting: 0, waitingSince: null };
  for (const { state } of rows) {
    if (state.name === 'ended' || state.name === 'lost') continue;
    counted.open += 1;
    if (state.name === 'active') counted.active += 1;
    if (state.name !== 'waiting') continue;
    counted.waiting += 1;
    counted.waitingSince = Math.min(counted.waitingSince ?? state.since, state.since);
  }
  return counted;
}

/**
 * Whether sessions may be open that are not here. The hub sends those that wait or have an open call first, then the
 * newest: if one of these is old enough to be lost, so is all that was left out.
 */
export function mayHideOpen({ more, sessions, limits }: LiveState, now: number): boolean {
  if (more.sessions === 0) return false;
  for (const { lastAt, turn, openTools } of sessions.values()) {
    const isSentFirst = turn?.state === 'waiting' || openTools.length > 0;
    if (!isSentFirst && now - lastAt > limits.lostMs) return false;
  }
  return true;
}

/** Tokens a minute over the running minute and the four before it. */
export function tokensPerMinute(cells: Iterable<SeriesCell>, now: number): number {
  const runningMinuteAt = Math.floor(now / TIME.minuteMs) * TIME.minuteMs;
  const fromAt = runningMinuteAt - (RATE_MINUTES - 1) * TIME.minuteMs;
  let tokens = 0;
  for (const cell of cells) if (cell.at >= fromAt) tokens += cellTokens(cell);
  return (tokens * TIME.minuteMs) / Math.max(TIME.minuteMs, now - fromAt);
}

export function errorsLastHour(cells: Iterable<SeriesCell>, now: number): number {
  let errors = 0;
  for (const cell of cells) if (cell.at > now - TIME.hourMs) errors += cell.errors;
  return errors;
}

/** All tokens of a cell, cache reads included. */
export function cellTokens(cell: SeriesCell): number {
  return cell.inputTokens + cell.outputTokens + cell.cacheReadTokens + cell.cacheCreationTokens;
}

/** Metrics report tokens and cost that belong to no request. */
const isNothing = ({ requests, costMicros, unpricedRequests }: UsageSums): boolean =>
  requests + costMicros + unpricedRequests === 0;

export type Today = {
  price: string;
  priceNote: string;
  highErrors: number;
  tasksDone: number;
  tasksFailed: number;
};

/** The figures of the running UTC day; the hub's newest day may be an older one. */
export function today(totals: Totals, now: number): Today {
  const { day } = totals;
  if (Math.floor(now / TIME.dayMs) !== Math.floor(day.at / TIME.dayMs)) {
    return {
      price: dollars(0),
      priceNote: texts.nothingToday,
      highErrors: 0,
      tasksDone: 0,
      tasksFailed: 0,
    };
  }
  const notes = [priceProvenance(day.usage), unpricedPart(day.usage)].filter(
    (note) => note !== null,
  );
  return {
    price: isNothing(day.usage) ? dollars(0) : listPrice(day.usage),
    priceNote: notes.join(', '),
    highErrors: day.highErrors,
    tasksDone: day.tasksDone,
    tasksFailed: day.tasksFailed,
  };
}
