import type { EventOf } from '@claude-monitor/protocol/event/event';
import { hash64 } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { markTask } from '../../derive/marks.ts';
import type { FoldState } from '../../state.ts';
import { place, remove } from '../../facts/timeline.ts';
import { userOf, withItsSessions } from '../../sessions/users/user-of.ts';
import { after, from, newList, type Position } from '../../storage/sorted.ts';
import { addJob, advancePass } from '../backlog.ts';
import type { Prompts, TaskRecord, TaskRecords } from '../records.ts';
import { NEVER, timesOf, tracksOf } from '../sums.ts';

/**
 * Who asked for a plan. It is Prometheus' when it was recorded while the latest prompt of its session,
 * or of a run that works for it, was one to Prometheus. Where none of them had any prompt before the
 * plan (an orchestrator of its own): when its user, or one who may be the same, asked Prometheus anywhere
 * within the minutes before. Only times count, so it does not matter what arrives first. A session's
 * user is looked for among its `LIMITS.originPrompts` newest such prompts.
 */
export function isAskedFor(state: FoldState, session: SessionRecord, at: number): boolean {
  const own = [session.key, ...session.runs].flatMap((key) => state.prompts.get(key) ?? []);
  const isOfRun = own.some((prompts) => {
    const latest = routedIn(state, prompts).previous(after(at));
    return latest?.value === PROMETHEUS;
  });
  if (isOfRun) return true;
  if (own.some(({ promptedAt }) => promptedAt <= at)) return false;
  const user = userOf(state.sessions, session) ?? null;
  const lists = user === null ? [askers()] : [askers(user), askers(null)];
  return lists.some((name) => {
    const list = state.lists.get(name);
    const latest = list && timesOf(state, name, list).previous(after(at));
    return latest !== undefined && at - latest.at <= LIMITS.originMs;
  });
}

/** A prompt as all its reports have it; `was` is its time before this one. */
type Routed = {
  at: number;
  id: string;
  was: number | null;
  route: 'prometheus' | 'claude';
  event: Pick<EventOf<'prompt'>, 'route' | 'time'>;
};

/** Notes where a prompt went; plans that were recorded after it may have another origin now. */
export function applyRoute(
  session: SessionRecord,
  { at, id, was, route, event }: Routed,
  { state, effects }: Pick<FoldContext, 'state' | 'effects'>,
): void {
  const prompts = state.prompts.get(session.key) ?? newPrompts(session.key);
  state.prompts.put(session.key, prompts);
  if (event.route !== undefined) prompts.promptedAt = Math.min(prompts.promptedAt, event.time);
  const routed = routedIn(state, prompts);
  if (was !== null) routed.delete({ at: was, id });
  routed.set({ at, id, value: route });
  const toPrometheus = [...prompts.asked];
  if (was !== null) remove(toPrometheus, id, was);
  if (route === PROMETHEUS) place(toPrometheus, { at, id }, null);
  setPrompts(state, { session, prompts, toPrometheus: toPrometheus.slice(-LIMITS.originPrompts) });
  const earliest = Math.min(at, was ?? at, event.time);
  // A prompt that comes in order is newer than every plan.
  if (planFrom(state, earliest) === undefined) return;
  for (const near of withItsSessions(state.sessions, session)) {
    const tasks = state.sessionTasks.get(near.key);
    const plan = tasks && tracksOf(state, near.key, tasks.tracks).next(from(earliest));
    if (plan !== undefined) effects.touch('tasks', near);
  }
}

/** What is known of a session's runs or user changed: so may whose prompts its are. */
export function applyAsker(state: FoldState, session: SessionRecord): void {
  const prompts = state.prompts.get(session.key);
  if (prompts !== undefined) setPrompts(state, { session, prompts, toPrometheus: prompts.asked });
}

export function forgetPrompts(state: FoldState, session: SessionRecord): void {
  const prompts = state.prompts.get(session.key);
  if (prompts === undefined) return;
  setPrompts(state, { session, prompts, toPrometheus: [] });
  routedIn(state, prompts).clear();
  state.prompts.delete(session.key);
}

export function applyFirstPlan(state: TaskRecords, record: TaskRecord, at: number | null): void {
  const { indexed, task } = record;
  if (indexed.plan === at) return;
  const list = state.lists.get(PLANS) ?? newList();
  const plans = timesOf(state, PLANS, list);
  if (indexed.plan !== null) plans.delete({ at: indexed.plan, id: task });
  if (at !== null) plans.set({ at, id: task, value: '' });
  indexed.plan = at;
  if (plans.size === 0) state.lists.delete(PLANS);
  else state.lists.put(PLANS, list);
}

/** Goes on saying which tasks may have another origin now. */
export function markOrigins(
  state: FoldState,
  { budget, seq }: { budget: number; seq: number },
): { steps: number; isDone: boolean } {
  for (let steps = 0; ; steps++) {
    const doubt = state.originsInDoubt;
    const list = state.lists.get(PLANS);
    const next = doubt && list && timesOf(state, PLANS, list).next(doubt);
    if (doubt === null || next === undefined || next === null || next.at > doubt.until) {
      state.originsInDoubt = null;
      return { steps, isDone: true };
    }
    if (steps >= budget) return { steps, isDone: false };
    advancePass(doubt, next);
    markTask(state, next.id, seq);
  }
}

/** Enters the session's prompts to Prometheus under its user, and notes that plans in their reach may have another origin now. */
function setPrompts(
  state: FoldState,
  {
    session,
    prompts,
    toPrometheus,
  }: { session: SessionRecord; prompts: Prompts; toPrometheus: Prompts['asked'] },
): void {
  const user = userOf(state.sessions, session) ?? null;
  const nameOf =
    (of: string | null) =>
    ({ at, id }: Position): [string, Position] => [JSON.stringify([of, at, id]), { at, id }];
  const before = new Map(prompts.asked.map(nameOf(prompts.user)));
  const next = new Map(toPrometheus.map(nameOf(user)));
  const left = [...before].flatMap(([name, item]) => (next.has(name) ? [] : [item]));
  const come = [...next].flatMap(([name, item]) => (before.has(name) ? [] : [item]));
  changeAskers(state, prompts.user, (list) => {
    for (const { at, id } of left) list.delete({ at, id: idOf(session, id) });
  });
  changeAskers(state, user, (list) => {
    for (const { at, id } of come) list.set({ at, id: idOf(session, id), value: '' });
  });
  prompts.user = user;
  prompts.asked = [...toPrometheus];
  state.prompts.touch(session.key);
  const changed = [...left, ...come].map(({ at }) => at);
  if (changed.length > 0) doubtOrigins(state, Math.min(...changed), Math.max(...changed));
}

function doubtOrigins(state: FoldState, low: number, high: number): void {
  const until = high + LIMITS.originMs;
  const first = planFrom(state, low);
  if (first === undefined || first.at > until) return;
  const known = state.originsInDoubt;
  if (known === null) addJob(state, 'plans', '');
  const begin = known === null || known.at >= low ? from(low) : known;
  state.originsInDoubt = { ...begin, until: Math.max(known?.until ?? 0, until) };
}

function planFrom(state: TaskRecords, at: number): Position | undefined {
  const list = state.lists.get(PLANS);
  return list && timesOf(state, PLANS, list).next(from(at));
}

/** All such prompts stand under their user, and under everybody. */
function changeAskers(
  state: TaskRecords,
  user: string | null,
  change: (list: ReturnType<typeof timesOf>) => void,
): void {
  for (const name of [askers(user), askers()]) {
    const list = state.lists.get(name) ?? newList();
    const prompts = timesOf(state, name, list);
    change(prompts);
    if (prompts.size === 0) state.lists.delete(name);
    else state.lists.put(name, list);
  }
}

export const newPrompts = (session: string): Prompts => ({
  session,
  routed: newList(),
  promptedAt: NEVER,
  asked: [],
  user: null,
});

const routedIn = (state: TaskRecords, { session, routed }: Prompts) =>
  timesOf(state, `routed ${session}`, routed);

const PROMETHEUS = 'prometheus';
const PLANS = 'plans';
const askers = (...of: (string | null)[]): string => JSON.stringify(['askers', ...of]);
const idOf = ({ key }: SessionRecord, id: string): string => hash64(JSON.stringify([key, id]));
