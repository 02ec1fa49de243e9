import type { EventOf, Rule, RuleKind, StampedEvent, Task } from '@claude-monitor/protocol';
import type { Happening, Message } from '../../domain/alerts/incident.ts';
import { ended, happened } from '../../domain/alerts/tell.ts';
import { subjectOf } from '../../domain/alerts/watch.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { StoredIncidents } from './incidents.ts';

type Parts = {
  workspaceState: WorkspaceState;
  incidents: StoredIncidents;
  ruleOf: (kind: RuleKind) => Rule;
};

/** Tasks that failed, and failed ones that succeeded after all. How a task stands, the fold says. */
export class TaskWatch {
  readonly #parts: Parts;
  /** Callers' ids of tasks that events of this group completed, and whether they were told late. */
  readonly #completed = new Map<string, boolean>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  note(event: EventOf<'task.complete'> & Pick<StampedEvent, 'mark'>): void {
    this.#completed.set(event.taskId, event.mark === 'late');
  }

  evaluate(seq: number, now: number): Message[] {
    if (this.#completed.size === 0) return [];
    const { workspaceState, ruleOf } = this.#parts;
    const isOn = ruleOf('task-failed').isOn;
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
    const { workspaceState, incidents, ruleOf } = this.#parts;
    const card = task.cardId === null ? null : workspaceState.card(task.cardId);
    if (card === null) return [];
    const happening: Happening = {
      rule: 'task-failed',
      key: isLate ? lateKey(card.id) : keyOf(task),
      subject: subjectOf(card, task),
      at: task.endedAt ?? task.lastAt,
      isLate,
      error: null,
      reason: null,
    };
    return happened(incidents.state, happening, { ruleOf, now, times: 1 });
  }

  #succeeded(task: Task): Message[] {
    const { state } = this.#parts.incidents;
    const end = { at: task.endedAt ?? task.lastAt, how: 'no longer so' } as const;
    const messages = ended(state, keyOf(task), end);
    if (messages.length > 0 || task.cardId === null) return messages;
    const late = state.byKey.get(lateKey(task.cardId));
    return late?.happening.subject.task?.id === task.id
      ? ended(state, lateKey(task.cardId), end)
      : [];
  }
}

const keyOf = (task: Task): string => `task-failed ${task.id}`;
const lateKey = (card: string): string => `late task-failed ${card}`;
