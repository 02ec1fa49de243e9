import type { Task } from '../live/view.ts';

/** Internal ids of the sessions that are at work on a task; two agents may be on one. */
export function sessionsAtWork({ status, session, workers }: Task): string[] {
  if (status !== 'started') return [];
  const atWork = workers
    .filter((worker) => worker.status === 'started')
    .map((item) => item.session);
  if (session !== null) atWork.unshift(session);
  return [...new Set(atWork)];
}

export function workersOf({ session, workers }: Task): string[] {
  const all = workers.map((worker) => worker.session);
  return session === null ? all : [...new Set([session, ...all])];
}
