import { countChunks } from '../facts/hours/chunk-infos.ts';
import { Effects } from '../derive/effects.ts';
import { countAndShow } from '../derive/propagate.ts';
import { hourOf } from '../facts/hours/hour.ts';
import { removeFromUser } from '../sessions/users/user-usage.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { forgetTraces } from '../traces/fold-trace.ts';
import {
  forgetCalls,
  forgetSessions,
  forgetItsTasks,
  forgetSubagents,
  unlinkAgents,
  type Steps,
} from './forget-records.ts';
import { sealHour } from './seal-hour.ts';

/** It left; a step is not enough; it stays, for sessions inside the horizon rest on it. */
type ExpireResult = 'gone' | 'more' | 'stays';

/**
 * One step in which a session beyond the horizon leaves: its facts are sealed, its records go, and all sums
 * stay as they are, for nobody comes who could correct them: its events are refused by their age. It stays
 * while a run that works for it, or a session that it works for, is inside the horizon: figures rest on both.
 */
export function expireSession(
  state: FoldState,
  key: string,
  { seq, budget, before }: { seq: number; budget: number; before: number },
): ExpireResult {
  const session = state.sessions.get(key);
  if (session === undefined) return 'gone';
  if (session.lastAt >= before || restsOn(state, session, before)) return 'stays';
  const steps = { left: budget };
  const isDone =
    sealAll(state, session, { until: session.lastAt, steps }) &&
    sealRuns(state, session, steps) &&
    forgetItsTasks(state, session, { steps, seq }) &&
    forgetSubagents(state, session, steps);
  if (!isDone) return 'more';
  const effects = new Effects();
  unlinkAll(state, session, effects);
  for (const { id, number } of session.attempts) if (number > 1) state.attempts.delete(id);
  forgetCalls(state, key);
  forgetTraces(state, session);
  removeFromUser(state, session);
  Object.assign(session, { hasOwnEvents: false, records: null, measuredRequests: 0 });
  effects.touch('record', session);
  countAndShow({ state, seq, effects });
  forgetSessions(state, session);
  return 'gone';
}

const restsOn = (state: FoldState, session: SessionRecord, before: number): boolean =>
  [...session.assignedTo.keys(), ...session.runs].some(
    (key) => (state.sessions.get(key)?.lastAt ?? 0) >= before,
  );

/** Seals hours up to that of a time; false where steps ran out. */
function sealAll(
  state: FoldState,
  session: SessionRecord,
  { until, steps }: { until: number; steps: Steps },
): boolean {
  for (const start of session.hours.filter((at) => at <= hourOf(until))) {
    const hour = state.facts.hour(session.key, start);
    if (hour === undefined) continue;
    if (steps.left <= 0) return false;
    steps.left -= countChunks(hour) + 1;
    sealHour(state, hour);
  }
  return true;
}

/** What runs did for it: they are beyond the horizon too. */
const sealRuns = (state: FoldState, session: SessionRecord, steps: Steps): boolean =>
  session.runs.every((key) => {
    const run = state.sessions.get(key);
    return run === undefined || sealAll(state, run, { until: run.lastAt, steps });
  });

function unlinkAll(state: FoldState, session: SessionRecord, effects: Effects): void {
  const { key } = session;
  for (const other of session.runs) {
    const run = state.sessions.get(other);
    if (run === undefined) continue;
    run.assignedTo.delete(key);
    run.assignments = run.assignments.filter((assignment) => assignment.session !== key);
    unlinkAgents(state, run, key);
    if (run.shownAs?.session === key) run.shownAs = null;
    run.worksFor = run.key;
    effects.touch('record', run);
    effects.touch('shown', run);
    state.sessions.touch(other);
  }
  for (const other of session.assignedTo.keys()) {
    const declared = state.sessions.get(other);
    if (declared === undefined) continue;
    declared.runs = declared.runs.filter((run) => run !== key);
    state.sessions.touch(other);
  }
}
