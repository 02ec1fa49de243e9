import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { Session, Task } from '@claude-monitor/protocol/live/view';
import { fold } from '../fold.ts';
import type { PriceOf } from '../price.ts';
import { newFoldState } from '../state.ts';
import { sessionDetail } from '../views/detail/session-detail.ts';
import { sessionView } from '../views/session-view.ts';
import { taskView } from '../views/task-view.ts';
import { replayItemsOf, type ReplayItem } from './replay-items.ts';
import { isChanged, momentOf, type Moment } from './moment.ts';

/** A session from its first event to its last, as its raw events say. */
export type Replay = {
  /** In order of time; the state between two of them is that of the earlier one. */
  moments: Moment[];
  items: ReplayItem[];
  /** What it came to: equal to what the hub says, where all events are there. */
  session: Session;
  tasks: Task[];
  detail: SessionDetail | null;
};

export type ReplayInput = {
  /** Of the session, and of those whose events say what is its; in any order. */
  events: readonly TelemetryEvent[];
  /** Its internal id. */
  id: string;
  /** Of the run that is shown as one with it, which is alone until the session is declared. */
  run?: string | undefined;
  /** Internal ids of its tasks. */
  tasks: readonly string[];
  priceOf: PriceOf;
};

/** Events between two pauses that are offered to whoever folds. */
const EVENTS_A_STEP = 500;

/**
 * Folds raw events in the order in which they happened, and notes after each what the session then was: what
 * arrived late stands where it belongs, as if it had come at once. Yields how many events are done; returns null
 * where they tell of no such session.
 */
export function* replay({
  events,
  id,
  run,
  tasks,
  priceOf,
}: ReplayInput): Generator<number, Replay | null> {
  const state = newFoldState();
  const viewNow = (): Session | null =>
    sessionView(state, id) ?? (run === undefined ? null : sessionView(state, run));
  const inOrder = events.toSorted((a, b) => a.time - b.time);
  const moments: Moment[] = [];
  for (const [index, event] of inOrder.entries()) {
    fold(state, event, { seq: index + 1, priceOf });
    const next = inOrder[index + 1];
    // What happened at one moment is one moment.
    if (next?.time !== event.time) recordMoment(moments, viewNow(), event.time);
    if ((index + 1) % EVENTS_A_STEP === 0) yield index + 1;
  }
  const session = sessionView(state, id);
  if (session === null) return null;
  return {
    moments,
    items: replayItemsOf(state, id),
    session,
    tasks: tasks.flatMap((task) => taskView(state, task) ?? []),
    detail: sessionDetail(state, id, priceOf),
  };
}

function recordMoment(moments: Moment[], view: Session | null, at: number): void {
  if (view === null) return;
  const before = moments.at(-1);
  const moment = momentOf(view, at, before);
  if (before === undefined || isChanged(before, moment)) moments.push(moment);
}
