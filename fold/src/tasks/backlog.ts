import { newList, type Position } from '../storage/sorted.ts';
import type { Pass, TaskRecords } from './records.ts';
import { timesOf } from './sums.ts';

const JOBS = ['session', 'name', 'scope', 'plans', 'moved'] as const;

/**
 * What is to be derived again and may be more than one event can do: the tracks of a session, those of a
 * task id, the tasks of a project, plans of a time, facts of tracks that moved. Each event does
 * `LIMITS.stepsOfEvent` of it, the oldest first; whoever adds a job notes that it stands.
 */
type JobKind = (typeof JOBS)[number];
export type Job = { kind: JobKind; key: string };

export function addJob(state: TaskRecords, kind: JobKind, key: string): void {
  const list = state.lists.get(BACKLOG) ?? newList();
  const jobs = timesOf(state, BACKLOG, list);
  jobs.set({ at: (jobs.previous()?.at ?? 0) + 1, id: key, value: kind });
  state.lists.put(BACKLOG, list);
}

export function takeJob(state: TaskRecords): Job | null {
  const list = state.lists.get(BACKLOG);
  if (list === undefined) return null;
  const jobs = timesOf(state, BACKLOG, list);
  const first = jobs.next();
  if (first === undefined) return null;
  jobs.delete(first);
  if (jobs.size === 0) state.lists.delete(BACKLOG);
  else state.lists.touch(BACKLOG);
  const kind = JOBS.find((known) => known === first.value) ?? 'plans';
  return { kind, key: first.id };
}

const BACKLOG = 'backlog';

/** A pass from the start; one under way goes on first, so that no change keeps it from its end. */
export const startPass = (pass: Pass | null): Pass =>
  pass === null ? { at: Number.MIN_SAFE_INTEGER, id: '', again: false } : { ...pass, again: true };

export function advancePass(pass: Position, { at, id }: Position): void {
  pass.at = at;
  pass.id = `${id}\0`;
}

/** What a session's tasks rest on or show of it changed: its project, agent, attempts or user. */
export function reviewTasks(state: TaskRecords, session: string): void {
  const tasks = state.sessionTasks.get(session);
  if (tasks === undefined) return;
  if (tasks.review === null) addJob(state, 'session', session);
  tasks.review = startPass(tasks.review);
  state.sessionTasks.touch(session);
}
