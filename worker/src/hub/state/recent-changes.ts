import type { Changes } from '@claude-monitor/fold';
import { LIMITS } from '@claude-monitor/protocol';
import type { ChangeLog } from '../storage/change-log.ts';

export type Missed = { sessions: Set<string>; tasks: Set<string> };

/**
 * Which sessions and tasks changed lately, and when last: what a viewer that comes back has missed (rule
 * HUB2). Of what changed before the hub opened, the log of checkpoints knows.
 */
export class RecentChanges {
  readonly #log: ChangeLog;
  /** The log knows what changed up to it. */
  readonly #openedAt: number;
  readonly #seqs = new Map<string, { kind: 'sessions' | 'tasks'; id: string; seq: number }>();
  /** What changed up to it is no longer known here. */
  #forgottenTo: number;

  constructor(log: ChangeLog, openedAt: number) {
    this.#log = log;
    this.#openedAt = openedAt;
    this.#forgottenTo = openedAt;
  }

  add({ sessions, tasks, goneSessions }: Changes, seq: number): void {
    for (const id of sessions) this.#record('sessions', id, seq);
    for (const id of goneSessions) this.#record('sessions', id, seq);
    for (const id of tasks) this.#record('tasks', id, seq);
    for (const [key, known] of this.#seqs) {
      if (this.#seqs.size <= 2 * LIMITS.resumeChanges) break;
      this.#seqs.delete(key);
      this.#forgottenTo = Math.max(this.#forgottenTo, known.seq);
    }
  }

  /** What changed after `seq`; null: more than a viewer is sent, or than is known. */
  since(seq: number): Missed | null {
    const missed: Missed = { sessions: new Set(), tasks: new Set() };
    if (seq < this.#forgottenTo && !this.#addLogged(missed, seq)) return null;
    for (const { kind, id, seq: changedAt } of this.#seqs.values()) {
      if (changedAt > seq) missed[kind].add(id);
    }
    return missed.sessions.size + missed.tasks.size > LIMITS.resumeChanges ? null : missed;
  }

  #addLogged(missed: Missed, seq: number): boolean {
    if (this.#forgottenTo > this.#openedAt) return false;
    const { knownFrom } = this.#log;
    if (knownFrom === null || knownFrom > seq) return false;
    for (const { sessions, tasks } of this.#log.between(seq, this.#openedAt)) {
      for (const id of sessions) missed.sessions.add(id);
      for (const id of tasks) missed.tasks.add(id);
      if (missed.sessions.size + missed.tasks.size > LIMITS.resumeChanges) return false;
    }
    return true;
  }

  #record(kind: 'sessions' | 'tasks', id: string, seq: number): void {
    const key = `${kind} ${id}`;
    this.#seqs.delete(key);
    this.#seqs.set(key, { kind, id, seq });
  }
}
