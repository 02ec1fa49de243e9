import type { EventOf, Session, Task } from '@claude-monitor/protocol';
import { isNews, keyOf, taskConditions } from '../../domain/incidents/conditions.ts';
import {
  opened,
  resolved,
  updated,
  type IncidentChange,
} from '../../domain/incidents/incident-record.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { IncidentStore } from './incident-store.ts';
import { WaitingTasks } from './waiting-tasks.ts';

/** On waking: newest and open tasks among which those that wait for others are looked for. */
const LOOKED_THROUGH = 500;

/** Tasks that failed, those that they hold up, and failed ones that were tried again. */
export class TaskIncidents {
  readonly #state: WorkspaceState;
  readonly #store: IncidentStore;
  /** Callers' ids of tasks that events of this group completed, and the event. */
  readonly #completed = new Map<string, string>();
  /** Null until a task fails, or one that did changes. */
  #waiting: WaitingTasks | null = null;

  constructor(workspaceState: WorkspaceState, store: IncidentStore) {
    this.#state = workspaceState;
    this.#store = store;
  }

  isOfTask(key: string): boolean {
    return key.startsWith('task_failed ') || key.startsWith('blocked ');
  }

  observe({ taskId, id }: EventOf<'task.complete'>): void {
    this.#completed.set(taskId, id);
  }

  evaluate(seq: number, now: number): IncidentChange[] {
    const { state } = this.#state;
    const changes: IncidentChange[] = [];
    this.endGone(now, changes);
    this.#updateWaiting(seq);
    for (const id of state.changes.tasks) {
      const figures = state.tasks.get(id);
      if (figures === undefined || figures.changedSeq <= seq) continue;
      const event = this.#completed.get(figures.taskId) ?? null;
      const stands = keysOf(id).some((key) => this.#store.isOpen(key));
      if (event === null && !stands) continue;
      const task = this.#state.task(id);
      if (task !== null) this.#look(task, { event, now, changes });
    }
    this.#completed.clear();
    return changes;
  }

  /** What stands of tasks that are there no longer. */
  endGone(now: number, changes: IncidentChange[]): void {
    for (const id of this.#state.state.changes.goneTasks) {
      this.#waiting?.delete(id);
      for (const key of keysOf(id)) this.#end(key, { task: null, now, changes });
    }
  }

  #look(
    task: Task,
    { event, now, changes }: { event: string | null; now: number; changes: IncidentChange[] },
  ): void {
    const session = this.#sessionOf(task);
    const waiting = task.status === 'failed' ? this.#waitingTasks.behind(task) : 0;
    const conditions = taskConditions(task, { session, event, waiting });
    const holds = new Set(conditions.map(({ key }) => key));
    for (const key of keysOf(task.id)) if (!holds.has(key)) this.#end(key, { task, now, changes });
    for (const condition of conditions) {
      const known = this.#store.standing(condition.key);
      if (known !== null) {
        const record = updated(known, condition, now);
        if (record !== null) this.#store.save(record);
      } else if (isNews(condition, now)) {
        const record = opened(this.#store.nextId, condition, now);
        this.#store.add(record, now);
        changes.push({ kind: 'opened', incident: record.incident });
      }
    }
  }

  #end(
    key: string,
    { task, now, changes }: { task: Task | null; now: number; changes: IncidentChange[] },
  ): void {
    const known = this.#store.standing(key);
    if (known === null) return;
    const record = resolved(known, task === null ? 'gone' : 'recovered', now);
    this.#store.save(record);
    changes.push({ kind: 'resolved', incident: record.incident });
  }

  #sessionOf({ session }: Task): Session | null {
    return session === null ? null : this.#state.session(session);
  }

  /** What a plan said, or took back, since. */
  #updateWaiting(seq: number): void {
    if (this.#waiting === null) return;
    const { state } = this.#state;
    for (const id of state.changes.tasks) {
      const figures = state.tasks.get(id);
      const isNews = figures !== undefined && figures.changedSeq > seq;
      const task = isNews && figures.indexed.planned !== null ? this.#state.task(id) : null;
      if (task !== null) this.#waiting.set(task);
      else if (figures === undefined || isNews) this.#waiting.delete(id);
    }
  }

  /** Made once, of what is there; from then on it follows what changes. */
  get #waitingTasks(): WaitingTasks {
    if (this.#waiting !== null) return this.#waiting;
    this.#waiting = new WaitingTasks();
    const ids = this.#state.newest.tasks(LOOKED_THROUGH).slice(0, LOOKED_THROUGH);
    // The newest stand first, and leave last.
    for (const id of ids.reverse()) {
      const task = this.#state.task(id);
      if (task !== null) this.#waiting.set(task);
    }
    return this.#waiting;
  }
}

const keysOf = (task: string): string[] => [keyOf('task_failed', task), keyOf('blocked', task)];
