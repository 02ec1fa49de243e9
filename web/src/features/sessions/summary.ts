import type { Session, Task } from '@claude-monitor/protocol/live/view';
import type { SessionState } from '@claude-monitor/protocol/live/state-of';
import { fullCount } from '../../lib/format/numbers.ts';
import { workDuration } from '../../lib/format/time.ts';
import * as texts from './summary-texts.ts';

/** What the replay of its events adds. */
export type Replayed = { waitedMs: number; compactions: number; failedCalls: number };

/** What a session was asked to do, how it ended, and what stood in its way: only what is known of it. */
export function summaryOf(
  session: Session,
  {
    tasks,
    state,
    replayed,
  }: { tasks: readonly Task[]; state: SessionState; replayed: Replayed | null },
): string {
  return [
    workOf(session, tasks, state),
    ...(replayed === null ? [] : obstaclesOf(replayed)),
    session.errors === 0 ? '' : texts.errors(session.errors, session.lastError?.type ?? null),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function workOf(session: Session, tasks: readonly Task[], state: SessionState): string {
  const took = workDuration(Math.max(0, (session.endedAt ?? session.lastAt) - session.startedAt));
  const isOver = state.name === 'ended';
  const own = tasks.toSorted((a, b) => begunAt(a) - begunAt(b) || (a.id < b.id ? -1 : 1));
  const [first] = own;
  if (first === undefined) {
    return texts.withoutTasks(isOver ? texts.ranFor(took) : texts.hasRunFor(took), {
      requests: fullCount(session.usage.requests),
      calls: fullCount(session.toolCalls),
    });
  }
  const { done, failed, cancelled, open } = session.tasks;
  const failure = own.length > 1 ? own.find((task) => task.status === 'failed') : undefined;
  const outcomes = [
    done > 0 ? texts.done(done) : '',
    failed > 0 ? texts.failed(failed, failure === undefined ? null : nameOf(failure)) : '',
    cancelled > 0 ? texts.cancelled(cancelled) : '',
    open > 0 ? (isOver ? texts.leftOpen(open) : texts.underWay(open)) : '',
  ].filter((part) => part !== '');
  const taskText = texts.taskText(nameOf(first), own.length - 1);
  if (outcomes.length === 0) return texts.askedFor(taskText, took);
  return texts.cameOut(taskText, outcomes.join(', '), took);
}

const nameOf = ({ description, taskId }: Task): string => description ?? taskId;

/** In the order in which it was asked for; what nobody began comes last. */
const begunAt = ({ startedAt, endedAt }: Task): number => startedAt ?? endedAt ?? Infinity;

function obstaclesOf({ waitedMs, compactions, failedCalls }: Replayed): string[] {
  return [
    failedCalls > 0 ? texts.callsFailed(failedCalls) : '',
    waitedMs >= 1_000 ? texts.waited(workDuration(waitedMs)) : '',
    compactions > 0 ? texts.compacted(compactions) : '',
  ];
}
