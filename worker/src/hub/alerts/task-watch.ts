import {
  TIME,
  type EventOf,
  type Rule,
  type RuleKind,
  type Session,
  type StampedEvent,
  type Task,
} from '@claude-monitor/protocol';
import type { AlertEvent, Message } from '../../domain/alerts/sent-alert.ts';
import { resolve, raise } from '../../domain/alerts/notify.ts';
import { subjectOf } from '../../domain/alerts/watch.ts';
import { passesFilters } from '../../domain/alerts/filters.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { StoredAlerts } from './sent-alerts.ts';

type Deps = {
  workspaceState: WorkspaceState;
  sent: StoredAlerts;
  ruleOf: (kind: RuleKind) => Rule;
};

/** Tasks that failed, and failed ones that succeeded after all. How a task stands, the fold says. */
export class TaskWatch {
  readonly #deps: Deps;
  /** Callers' ids of tasks that events of this group completed, and whether they were sent late. */
  readonly #completed = new Map<string, boolean>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  observe(event: EventOf<'task.complete'> & Pick<StampedEvent, 'mark'>): void {
    this.#completed.set(event.taskId, event.mark === 'late');
  }

  evaluate(seq: number, now: number): Message[] {
    if (this.#completed.size === 0) return [];
    const { workspaceState, ruleOf } = this.#deps;
    const isOn = ruleOf('task_failed').isOn;
    const messages: Message[] = [];
    for (const id of workspaceState.state.changes.tasks) {
      const figures = workspaceState.state.tasks.get(id);
      if (figures === undefined || figures.changedSeq <= seq) continue;
      const isLate = this.#completed.get(figures.taskId);
      const task = isLate === undefined ? null : workspaceState.task(id);
      if (task === null || isLate === undefined) continue;
      if (task.status === 'failed' && isOn) messages.push(...this.#failed(task, isLate, now));
      else if (task.status === 'success') messages.push(...this.#succeeded(task));
    }
    this.#completed.clear();
    return messages;
  }

  #failed(task: Task, isLate: boolean, now: number): Message[] {
    const { workspaceState, sent, ruleOf } = this.#deps;
    const session = task.session === null ? null : workspaceState.session(task.session);
    if (session === null || !passesFilters(ruleOf('task_failed').filters, session)) return [];
    const alertEvent: AlertEvent = {
      rule: 'task_failed',
      key: isLate ? lateKey(session.id) : keyOf(task),
      subject: subjectOf(session, task),
      at: task.endedAt ?? task.lastAt,
      isLate,
      error: errorBefore(session, task),
      reason: null,
    };
    return raise(sent.state, alertEvent, { ruleOf, now, times: 1 });
  }

  #succeeded(task: Task): Message[] {
    const { state } = this.#deps.sent;
    const end = { at: task.endedAt ?? task.lastAt, how: 'no longer so' } as const;
    const messages = resolve(state, keyOf(task), end);
    if (messages.length > 0 || task.session === null) return messages;
    const late = state.byKey.get(lateKey(task.session));
    return late?.alertEvent.subject.task?.id === task.id
      ? resolve(state, lateKey(task.session), end)
      : [];
  }
}

/** An error so long before a task was given up says why it was, where nothing else does. */
const NEAR_MS = 10 * TIME.minuteMs;

/** The last error of the session, where the task was under way and failed soon after it. */
function errorBefore({ lastError }: Session, task: Task): AlertEvent['error'] {
  const failedAt = task.endedAt ?? task.lastAt;
  if (lastError === null || lastError.at > failedAt) return null;
  if (lastError.at < Math.max(task.startedAt ?? 0, failedAt - NEAR_MS)) return null;
  const { type, message, severity } = lastError;
  return { type, message, severity };
}

const keyOf = (task: Task): string => `task-failed ${task.id}`;
const lateKey = (session: string): string => `late task-failed ${session}`;
