import { findAttempt } from '@claude-monitor/fold';
import { LIMITS, type Session, type Rule, type RuleKind } from '@claude-monitor/protocol';
import type { Message } from '../../domain/alerts/sent-alert.ts';
import { resolve, raise, type HeldUntil } from '../../domain/alerts/notify.ts';
import {
  isLost,
  isWaiting,
  nextCheckAt,
  lostKey,
  dueAlerts,
  waitingKey,
} from '../../domain/alerts/watch.ts';
import { passesFilters } from '../../domain/alerts/filters.ts';
import { LookTimes } from '../incidents/look-times.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { forOpenSessions } from '../state/open-sessions.ts';
import type { StoredAlerts } from './sent-alerts.ts';

type Deps = {
  workspaceState: WorkspaceState;
  sent: StoredAlerts;
  ruleOf: (kind: RuleKind) => Rule;
  heldUntil: HeldUntil;
  since: () => number;
};

/**
 * Sessions that the clock alone may give something to send of: for each, when to look again. That time may
 * be too early, for most events only put it off, and never too late; so an event of a session that is
 * watched costs nothing, and an idle hub sleeps.
 */
export class SessionWatch {
  readonly #deps: Deps;
  readonly #lookTimes = new LookTimes();
  /** Sessions with an open alert of waiting or lost, whose end is to be sent. */
  #open = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The next time that a session is to be looked at. */
  get dueAt(): number | null {
    return this.#lookTimes.dueAt;
  }

  /** What sessions that changed after `seq` give to send; some of them began to wait. */
  changed(seq: number, { now, waiting }: { now: number; waiting: ReadonlySet<string> }): Message[] {
    const { state } = this.#deps.workspaceState;
    const messages: Message[] = [];
    for (const id of state.changes.sessions) {
      if (this.#lookTimes.has(id) && !waiting.has(id) && !this.#open.has(id)) continue;
      if ((findAttempt(state, id)?.attempt.figures.changedSeq ?? 0) <= seq) continue;
      messages.push(...this.#look(id, now));
    }
    return messages;
  }

  ring(now: number): Message[] {
    const messages = this.#lookTimes.take(now).flatMap((id) => this.#look(id, now));
    this.#deps.workspaceState.endRead();
    return messages;
  }

  lookAtAll(now: number): void {
    const { workspaceState, sent } = this.#deps;
    this.#lookTimes.clear();
    this.#open = new Set();
    for (const { isOpen, alertEvent } of sent.state.byKey.values()) {
      if (isOpen && alertEvent.rule !== 'task_failed') this.#open.add(alertEvent.subject.id);
    }
    // No alert for what ended, or was last active so long ago.
    forOpenSessions(workspaceState, { since: now - 2 * LIMITS.backfillMs }, (session) => {
      for (const { id } of session.attempts) {
        const view = workspaceState.session(id);
        if (view !== null) this.#checkAgain(view, now);
      }
    });
  }

  #look(id: string, now: number): Message[] {
    const { workspaceState, sent, ruleOf, heldUntil, since } = this.#deps;
    const session = workspaceState.session(id);
    if (session === null) {
      this.#lookTimes.delete(id);
      return [];
    }
    const messages = this.#open.has(id) ? this.#endsOf(session, now) : [];
    for (const alertEvent of dueAlerts(session, { ruleOf, now }, since())) {
      if (sent.state.byKey.get(alertEvent.key)?.isOpen === true) continue;
      if (!passesFilters(ruleOf(alertEvent.rule).filters, session)) continue;
      messages.push(...raise(sent.state, alertEvent, { ruleOf, now, heldUntil, times: 1 }));
      this.#open.add(id);
    }
    this.#checkAgain(session, now);
    return messages;
  }

  #endsOf(session: Session, now: number): Message[] {
    const { state } = this.#deps.sent;
    const how = session.endedAt === null ? 'no longer so' : 'session_ended';
    const end = {
      at: session.endedAt ?? Math.max(session.turn?.at ?? 0, session.lastAt),
      how,
    } as const;
    const messages: Message[] = [];
    if (!isWaiting(session)) messages.push(...resolve(state, waitingKey(session.id), end));
    if (!isLost(session, now)) messages.push(...resolve(state, lostKey(session.id), end));
    const isOpen = [waitingKey(session.id), lostKey(session.id)].some(
      (key) => state.byKey.get(key)?.isOpen === true,
    );
    if (!isOpen) this.#open.delete(session.id);
    return messages;
  }

  #checkAgain(session: Session, now: number): void {
    const { sent, ruleOf, since } = this.#deps;
    const isReported = (key: string): boolean => sent.state.byKey.get(key)?.isOpen === true;
    const lookAt = nextCheckAt(session, { ruleOf, now }, { since: since(), isReported });
    // One that nothing is to come of is forgotten: an event of it looks again.
    this.#lookTimes.set(session.id, lookAt);
  }
}
