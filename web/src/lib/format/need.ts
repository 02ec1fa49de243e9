import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { CardState } from '@claude-monitor/protocol/live/state-of';
import type { Card, Task } from '@claude-monitor/protocol/live/view';
import { ago, span, timeOfDay } from './time.ts';
import * as texts from './texts.ts';

/** Why a session needs someone, in words. */
export type Need = { kind: 'waiting' | 'failed' | 'stalled'; reason: string; since: number };

/** A failure that nobody followed up for this long is history, not news. */
const FAILURE_IS_NEWS_MS = 4 * TIME.hourMs;

/**
 * Whether a session needs someone: it waits for a human, a task or a grave error is not yet followed by
 * progress, or a tool call is stuck. `progressAt` is the newest start or success of its tasks.
 */
export function needOf(
  card: Card,
  state: CardState,
  context: { progressAt: number; now: number },
): Need | null {
  if (state.name === 'waiting') {
    return { kind: 'waiting', reason: waitingFor(card, context.now), since: state.since };
  }
  const failure = failureOf(card);
  if (
    failure !== null &&
    failure.since > context.progressAt &&
    context.now - failure.since < FAILURE_IS_NEWS_MS
  ) {
    return failure;
  }
  return state.name === 'stalled' ? stalled(state, context.now) : null;
}

/** Who waits may be away: a machine that sleeps waits as one at work does. */
function waitingFor({ turn, lastAt }: Card, now: number): string {
  const reason = turn?.reason ?? texts.waitsForPerson;
  if (now - lastAt <= STATE_LIMITS.lostMs) return reason;
  return texts.lastSeen(reason, ago(now - lastAt));
}

function failureOf(card: Card): Need | null {
  const task = card.lastFailedTask;
  const error = card.lastError;
  const isGrave = error?.severity === 'high' || error?.severity === 'critical';
  if (task !== null && (!isGrave || task.at >= error.at)) {
    const cause = isGrave ? texts.errorOf(error.type, error.message) : texts.taskFailed;
    return { kind: 'failed', reason: cause, since: task.at };
  }
  if (!isGrave) return null;
  return { kind: 'failed', reason: texts.errorOf(error.type, error.message), since: error.at };
}

function stalled(state: CardState, now: number): Need {
  const { what, at } = state.because;
  const reason = texts.openSince(what, timeOfDay(at), span(now - at));
  return { kind: 'stalled', reason, since: at };
}

/** For each card, when its tasks last moved on. */
export function progressByCard(tasks: Iterable<Task>): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const task of tasks) {
    if (task.cardId === null) continue;
    const at = progressAt(task);
    if (at > (newest.get(task.cardId) ?? 0)) newest.set(task.cardId, at);
  }
  return newest;
}

/** Not its last sign of life: an error that names a task is one, and no progress. */
function progressAt(task: Task): number {
  return (task.status === 'success' ? task.endedAt : task.startedAt) ?? 0;
}
