import { stateOf, type SessionStateName, type StateInputs, type StateLimits } from './state-of.ts';

/** How long sessions were in each state, ms. What had ended is in none. */
export type StateTimes = {
  activeMs: number;
  waitingMs: number;
  idleMs: number;
  stalledMs: number;
  lostMs: number;
};

export const STATE_TIME_FIELDS = [
  'activeMs',
  'waitingMs',
  'idleMs',
  'stalledMs',
  'lostMs',
] as const satisfies readonly (keyof StateTimes)[];

export const noStateTimes = (): StateTimes => ({
  activeMs: 0,
  waitingMs: 0,
  idleMs: 0,
  stalledMs: 0,
  lostMs: 0,
});

const FIELD_OF = {
  active: 'activeMs',
  waiting: 'waitingMs',
  idle: 'idleMs',
  stalled: 'stalledMs',
  lost: 'lostMs',
  ended: null,
} as const satisfies Record<SessionStateName, keyof StateTimes | null>;

export const stateTimeField = (name: SessionStateName): keyof StateTimes | null => FIELD_OF[name];

type StateSpan = { name: SessionStateName; from: number; to: number };

/**
 * The states that a session passes through between `from` and `to` while nothing more is heard of it: those
 * that `stateOf` gives at any moment between. Epoch ms; spans follow on each other.
 */
export function statesBetween(
  session: StateInputs,
  { from, to }: { from: number; to: number },
  limits: StateLimits,
): StateSpan[] {
  const spans: StateSpan[] = [];
  const moments = turningPoints(session, limits).filter((at) => from < at && at < to);
  const edges = [from, ...moments.sort((a, b) => a - b), to];
  for (const [index, at] of edges.entries()) {
    const next = edges[index + 1];
    if (next === undefined || next <= at) continue;
    // A limit is passed after its moment, not at it.
    const { name } = stateOf(session, at + (next - at) / 2, limits);
    const last = spans.at(-1);
    if (last?.name === name) last.to = next;
    else spans.push({ name, from: at, to: next });
  }
  return spans;
}

/** When the clock alone may change the state. */
const turningPoints = ({ lastAt, openTools }: StateInputs, limits: StateLimits): number[] => [
  lastAt + limits.idleMs,
  lastAt + limits.lostMs,
  lastAt + limits.lostWithOpenToolMs,
  ...openTools.map(({ startedAt }) => startedAt + limits.stalledMs),
];
