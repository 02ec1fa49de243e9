import type { Session } from '@claude-monitor/protocol/live/view';

/** What a session was at one moment: all that pages show of it that changes while it runs. */
export type Moment = Pick<
  Session,
  | 'startedAt'
  | 'endedAt'
  | 'lastAt'
  | 'turn'
  | 'openTools'
  | 'currentTask'
  | 'tasks'
  | 'context'
  | 'errors'
  | 'toolCalls'
> & {
  /** From when on it was so, epoch ms. */
  at: number;
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  costMicros: number;
  unpricedRequests: number;
};

/** The view as a moment; parts that are as they were before are shared, so that many moments are small. */
export function momentOf(view: Session, at: number, before: Moment | undefined): Moment {
  const { usage } = view;
  return {
    at,
    startedAt: view.startedAt,
    endedAt: view.endedAt,
    lastAt: view.lastAt,
    turn: shared(before?.turn ?? null, view.turn),
    openTools: shared(before?.openTools ?? [], view.openTools),
    currentTask: shared(before?.currentTask ?? null, view.currentTask),
    tasks: shared(before?.tasks ?? view.tasks, view.tasks),
    context: shared(before?.context ?? null, view.context),
    errors: view.errors,
    toolCalls: view.toolCalls,
    requests: usage.requests,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheCreationTokens: usage.cacheCreationTokens,
    costMicros: usage.costMicros,
    unpricedRequests: usage.unpricedRequests,
  };
}

/** Whether anything but the time differs. Parts that are alike are the same object. */
export function isChanged({ at: _, ...before }: Moment, now: Moment): boolean {
  const after = new Map(Object.entries(now));
  return Object.entries(before).some(([name, value]) => after.get(name) !== value);
}

const shared = <Part>(before: Part, now: Part): Part =>
  JSON.stringify(before) === JSON.stringify(now) ? before : now;

/** The last moment at or before a time, null before the first; `moments` are in order of time. */
export function momentAt(moments: readonly Moment[], at: number): Moment | null {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return moments[low - 1] ?? null;
}
