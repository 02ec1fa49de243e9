import { after, from, newList, type Position } from '../../storage/sorted.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { FoldState } from '../../state.ts';
import { addJob, advancePass } from '../backlog.ts';
import type { TaskName, TaskRecord, TaskRecords, Track } from '../records.ts';
import type { TaskSums } from '../sum-types.ts';
import { groupOf, NEVER, timesOf } from '../sums.ts';

/**
 * The plan of a track for which no project is stated: the one plan of the same user (else of one who
 * may be the same: telemetry always names its user, and a proxy seldom does) that held this task, not yet done, when the session first named it; '' for none or
 * several. A plan holds a task from when it names it until it is done there. What a later track did is
 * never before an earlier one, so no match rests on a later one. Of the users who planned a task the
 * first `LIMITS.planUsers` count.
 */
export function planFor(state: TaskRecords, track: Track, user: string | null): string {
  const groups = user === null ? [NOBODY, EVERYBODY] : [userGroup(user), NOBODY];
  for (const group of groups) {
    const [plan, ...others] = plansWithTaskAt(state, groupKey(track.taskId, group), track.firstAt);
    if (others.length > 0) return '';
    if (plan !== undefined) return state.tasks.get(plan)?.project ?? '';
  }
  return '';
}

/** Notes when the track was first named, if that decides its plan. */
export function applyOpen(state: TaskRecords, track: Track, firstAt: number | null): void {
  const { indexed, taskId, ref } = track;
  if (indexed.open === firstAt) return;
  const name = state.taskNames.get(taskId) ?? { open: newList(), doubt: null };
  const open = openOf(state, taskId, name);
  if (indexed.open !== null) open.delete({ at: indexed.open, id: ref });
  if (firstAt !== null) open.set({ at: firstAt, id: ref, value: '' });
  indexed.open = firstAt;
  state.taskNames.put(taskId, name);
  keepName(state, taskId, name);
}

/** Notes from when until when the task's project holds this task id, and for whom. */
export function applyName(state: FoldState, record: TaskRecord, sums: TaskSums): void {
  const { indexed, taskId, task, project } = record;
  const next = project === '' || sums.planners.length === 0 ? [] : spansOfPlan(sums);
  const until = next.length === 0 ? NEVER : sums.doneAt;
  const isSame =
    until === indexed.until &&
    next.length === indexed.named.length &&
    next.every(({ group, at }, index) => {
      const known = indexed.named[index];
      return known?.group === group && known.at === at;
    });
  if (isSame) return;
  const doubt = doubtOf(indexed, { named: next, until });
  for (const { group, at } of indexed.named) {
    changeGroup(state, groupKey(taskId, group), (list) => {
      list.delete({ at, id: task });
    });
  }
  for (const { group, at } of next) {
    changeGroup(state, groupKey(taskId, group), (list) => {
      list.set({ at, id: task, value: until });
    });
  }
  indexed.named = next;
  indexed.until = until;
  if (doubt !== null) doubtOpen(state, taskId, doubt);
}

/** Goes on matching tracks with plans again, in order of time; true when it is done. */
export function rematch(
  state: FoldState,
  { taskId, budget }: { taskId: string; budget: number },
  apply: (session: SessionRecord, track: Track) => void,
): { steps: number; isDone: boolean } {
  for (let steps = 0; ; steps++) {
    const name = state.taskNames.get(taskId);
    if (name === undefined || name.doubt === null) return { steps, isDone: true };
    const next = openOf(state, taskId, name).next(name.doubt);
    state.taskNames.touch(taskId);
    if (next === undefined || next.at > name.doubt.until) {
      name.doubt = null;
      keepName(state, taskId, name);
      return { steps, isDone: true };
    }
    if (steps >= budget) return { steps, isDone: false };
    advancePass(name.doubt, next);
    const track = state.tracks.get(next.id);
    const session = track === undefined ? undefined : state.sessions.get(track.session);
    if (track !== undefined && session !== undefined) apply(session, track);
  }
}

/** One under which no track waits for a plan leaves. */
function keepName(state: TaskRecords, taskId: string, name: TaskName): void {
  if (name.doubt === null && openOf(state, taskId, name).size === 0) state.taskNames.delete(taskId);
}

type Plan = Pick<TaskRecord['indexed'], 'named' | 'until'>;

function spansOfPlan({ planners }: TaskSums): Plan['named'] {
  const named = planners.map(({ user, at }) => ({
    group: user === null ? NOBODY : userGroup(user),
    at,
  }));
  return [...named, { group: EVERYBODY, at: Math.min(...planners.map(({ at }) => at)) }];
}

/** First times for which the answer may be another one; null: for none. */
function doubtOf(before: Plan, next: Plan): { low: number; high: number } | null {
  let low = NEVER;
  let high = -1;
  const widen = (a: number, b: number): void => {
    low = Math.min(low, a);
    high = Math.max(high, b);
  };
  const [all, others] = [startsByGroup(before), startsByGroup(next)];
  for (const group of new Set([...all.keys(), ...others.keys()])) {
    const [a, b] = [all.get(group), others.get(group)];
    if (a === b) continue;
    widen(Math.min(a ?? NEVER, b ?? NEVER), Math.max(a ?? NEVER, b ?? NEVER));
  }
  if (before.until !== next.until) {
    widen(Math.min(before.until, next.until) + 1, Math.max(before.until, next.until));
  }
  return low <= high ? { low, high } : null;
}

const startsByGroup = ({ named }: Plan): Map<string, number> =>
  new Map(named.map(({ group, at }) => [group, at]));

function doubtOpen(
  state: FoldState,
  taskId: string,
  { low, high }: { low: number; high: number },
): void {
  const name = state.taskNames.get(taskId);
  const first = name === undefined ? undefined : openOf(state, taskId, name).next(from(low));
  if (name === undefined || first === undefined || first.at > high) return;
  if (name.doubt === null) addJob(state, 'name', taskId);
  const begin: Position = name.doubt === null || name.doubt.at >= low ? from(low) : name.doubt;
  name.doubt = { at: begin.at, id: begin.id, until: Math.max(name.doubt?.until ?? -1, high) };
  state.taskNames.touch(taskId);
}

/** Of the plans that held the task then, the first two. */
function plansWithTaskAt(state: TaskRecords, key: string, at: number): string[] {
  const list = state.planGroups.get(key);
  if (list === undefined) return [];
  const plans = groupOf(state, key, list);
  const holds = (until: number): boolean => until >= at;
  const last = plans.previous(after(at), holds);
  const other = last === undefined ? undefined : plans.previous(last, holds);
  return [last, other].flatMap((plan) => plan?.id ?? []);
}

function changeGroup(
  state: TaskRecords,
  key: string,
  change: (list: ReturnType<typeof groupOf>) => void,
): void {
  const list = state.planGroups.get(key) ?? newList();
  const plans = groupOf(state, key, list);
  change(plans);
  if (plans.size === 0) state.planGroups.delete(key);
  else state.planGroups.put(key, list);
}

const openOf = (state: TaskRecords, taskId: string, { open }: TaskName) =>
  timesOf(state, `open ${taskId}`, open);

const NOBODY = 'nobody';
const EVERYBODY = 'everybody';
const userGroup = (user: string): string => `user ${user}`;
const groupKey = (taskId: string, group: string): string => JSON.stringify([taskId, group]);
