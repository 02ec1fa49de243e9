import type { Moment } from '@claude-monitor/fold/replay/moment';
import {
  stateOf,
  type SessionStateName,
  type StateLimits,
} from '@claude-monitor/protocol/live/state-of';

/** A stretch in which a session was in one state. */
export type Band = { from: number; to: number; state: SessionStateName };

/** The states of a session from its first moment until a time: between moments the clock alone changes them. */
export function bandsOf(moments: readonly Moment[], until: number, limits: StateLimits): Band[] {
  const bands: Band[] = [];
  for (const [index, moment] of moments.entries()) {
    const to = Math.min(moments[index + 1]?.at ?? until, until);
    let from = moment.at;
    for (const at of [...changesWithin(moment, { from, to, limits }), to]) {
      const { name: state } = stateOf(moment, from, limits);
      const last = bands.at(-1);
      if (last?.state === state && last.to === from) last.to = at;
      else if (at > from) bands.push({ from, to: at, state });
      from = at;
    }
  }
  return bands;
}

/** When the clock may change the state, in order; a limit is passed a millisecond after it is reached. */
function changesWithin(
  { lastAt, openTools }: Moment,
  { from, to, limits }: { from: number; to: number; limits: StateLimits },
): number[] {
  const times = [
    lastAt + limits.idleMs,
    lastAt + limits.lostMs,
    lastAt + limits.lostWithOpenToolMs,
    ...openTools.map(({ startedAt }) => startedAt + limits.stalledMs),
  ];
  return times
    .map((at) => at + 1)
    .filter((at) => at > from && at < to)
    .sort((a, b) => a - b);
}

/** How long it was in a state, ms. */
export const timeIn = (bands: readonly Band[], state: SessionStateName): number =>
  bands.reduce((sum, band) => sum + (band.state === state ? band.to - band.from : 0), 0);
