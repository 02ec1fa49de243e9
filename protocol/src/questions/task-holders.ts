import type { Task } from '../live/view.ts';

/** Internal ids of the sessions that are at work on a task; two agents may be on one. */
export function holdersOf({ status, cardId, workers }: Task): string[] {
  if (status !== 'started') return [];
  const atWork = workers.filter((worker) => worker.status === 'started').map((item) => item.cardId);
  if (cardId !== null) atWork.unshift(cardId);
  return [...new Set(atWork)];
}

export function workersOf({ cardId, workers }: Task): string[] {
  const all = workers.map((worker) => worker.cardId);
  return cardId === null ? all : [...new Set([cardId, ...all])];
}
