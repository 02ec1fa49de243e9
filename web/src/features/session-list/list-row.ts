import { allTokens } from '@claude-monitor/protocol/figures';
import { STATE_LIMITS } from '@claude-monitor/protocol/limits';
import {
  stateOf,
  type StateLimits,
  type SessionState,
  type SessionStateName,
} from '@claude-monitor/protocol/live/state-of';
import type { Session } from '@claude-monitor/protocol/live/view';
import { shortModel, shortUser } from '../../lib/format/names.ts';
import { dollars } from '../../lib/format/numbers.ts';
import { isUnpriced } from '../../lib/format/usage.ts';
import { whyOfSession, type Reason } from '../../lib/format/state-why.ts';
import type { Shown } from './sentence.ts';
import * as texts from './texts.ts';

/** From its first to its last event, ms: by this the service sorts and filters. */
export const durationOf = ({ startedAt, lastAt }: Session): number =>
  Math.max(0, lastAt - startedAt);

export const hasFailed = (session: Session): boolean => session.tasks.failed > 0;

/** `sonnet-4-5, ada`. */
export function modelAndUser({ model, user, device }: Session): string {
  const parts = [
    model === null ? null : shortModel(model),
    user === null ? device : shortUser(user),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : texts.modelUnknown;
}

function taskOf({ currentTask, lastTask, lastFailedTask }: Session): string | null {
  const task = currentTask ?? lastTask ?? lastFailedTask;
  return task === null ? null : (task.description ?? task.taskId);
}

/** What it worked on in two lines: a task, or how many there were; and where. */
export function workOf(session: Session): { task: string | null; rest: string } {
  const task = taskOf(session);
  const tasks = tasksOf(session);
  const where = [session.project ?? '', task === null ? '' : tasks];
  return {
    task: task ?? (tasks === '' ? null : tasks),
    rest: where.filter((part) => part !== '').join(' · '),
  };
}

/** `3 done, 1 failed`; '' without any. */
function tasksOf({ tasks: { done, failed } }: Session): string {
  return [done > 0 ? texts.tasksDone(done) : '', failed > 0 ? texts.tasksFailed(failed) : '']
    .filter((part) => part !== '')
    .join(', ');
}

export const tokensOf = (session: Session): number => allTokens(session.usage);

/** What the mark of a row rests on: of one that is over and failed, the task that did. */
export function whyOf(session: Session, state: SessionState): Reason {
  const why = whyOfSession(state, null);
  const failed = session.lastFailedTask;
  const isOver = state.name === 'ended' || state.name === 'lost';
  if (!isOver || !hasFailed(session) || failed === null) return why;
  return {
    ...why,
    state: texts.stateAndFailed(why.state),
    rests: texts.restsOnTask(failed.description ?? failed.taskId),
    at: failed.at,
  };
}

/** What stands in the column of prices; '–' where nothing was used. */
export function priceOf({ usage }: Session): string {
  if (isUnpriced(usage)) return texts.noPrice;
  return usage.requests === 0 && usage.costMicros === 0 ? '–' : dollars(usage.costMicros);
}

/** The rows, counted for the sentence above them. */
export function countShown(
  sessions: readonly Session[],
  { now, limits = STATE_LIMITS }: { now: number; limits?: StateLimits },
): Pick<Shown, 'sessions' | 'states' | 'failed' | 'costMicros' | 'unpricedRequests'> {
  const states: Partial<Record<SessionStateName, number>> = {};
  let [failed, costMicros, unpricedRequests] = [0, 0, 0];
  for (const session of sessions) {
    const { name } = stateOf(session, now, limits);
    states[name] = (states[name] ?? 0) + 1;
    if (hasFailed(session)) failed += 1;
    costMicros += session.usage.costMicros;
    unpricedRequests += session.usage.unpricedRequests;
  }
  return { sessions: sessions.length, states, failed, costMicros, unpricedRequests };
}
