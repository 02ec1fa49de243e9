import { findAttempt } from '@claude-monitor/fold';
import { LIMITS, type Card, type Rule, type RuleKind } from '@claude-monitor/protocol';
import type { Message } from '../../domain/alerts/incident.ts';
import { ended, happened } from '../../domain/alerts/tell.ts';
import {
  isLost,
  isWaiting,
  lookAgainAt,
  lostKey,
  ripeOf,
  waitingKey,
} from '../../domain/alerts/watch.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { StoredIncidents } from './incidents.ts';

type Parts = {
  workspaceState: WorkspaceState;
  incidents: StoredIncidents;
  ruleOf: (kind: RuleKind) => Rule;
  since: () => number;
};

/**
 * Cards that the clock alone may give something to tell of: for each, when to look again. That time may
 * be too early, for most events only put it off, and never too late; so an event of a card that is
 * watched costs nothing, and an idle hub sleeps.
 */
export class CardWatch {
  readonly #parts: Parts;
  /** By card; Infinity: looked at, nothing to come. */
  readonly #lookAt = new Map<string, number>();
  #dueAt: number | null = null;
  /** Cards that were told to wait or to be lost, and of which the end is to be told. */
  #open = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The next time that a card is to be looked at. */
  get dueAt(): number | null {
    return this.#dueAt;
  }

  /** What cards that changed after `seq` give to tell; some of them began to wait. */
  changed(seq: number, { now, waiting }: { now: number; waiting: ReadonlySet<string> }): Message[] {
    const { state } = this.#parts.workspaceState;
    const messages: Message[] = [];
    for (const id of state.changes.cards) {
      const lookAt = this.#lookAt.get(id) ?? Infinity;
      if (lookAt !== Infinity && !waiting.has(id) && !this.#open.has(id)) continue;
      if ((findAttempt(state, id)?.attempt.figures.changedSeq ?? 0) <= seq) continue;
      messages.push(...this.#look(id, now));
    }
    return messages;
  }

  ring(now: number): Message[] {
    const messages: Message[] = [];
    for (const [id, lookAt] of this.#lookAt) {
      if (lookAt <= now) messages.push(...this.#look(id, now));
    }
    this.#dueAt = null;
    for (const lookAt of this.#lookAt.values()) this.#due(lookAt);
    return messages;
  }

  lookAtAll(now: number): void {
    const { workspaceState, incidents } = this.#parts;
    this.#lookAt.clear();
    this.#dueAt = null;
    this.#open = new Set();
    for (const { isOpen, happening } of incidents.state.byKey.values()) {
      if (isOpen && happening.rule !== 'task-failed') this.#open.add(happening.subject.id);
    }
    // What ended, or was last active so long ago, nothing is sent of any more.
    const { newest } = workspaceState;
    for (const id of newest.attemptsOf(newest.openSessions(LIMITS.watchedSessions))) {
      const view = workspaceState.card(id);
      if (view === null || now - view.lastAt > 2 * LIMITS.backfillMs) continue;
      this.#lookAgain(view, now);
    }
    workspaceState.endRead();
  }

  #look(id: string, now: number): Message[] {
    const { workspaceState, incidents, ruleOf, since } = this.#parts;
    const card = workspaceState.card(id);
    if (card === null) {
      this.#lookAt.delete(id);
      return [];
    }
    const messages = this.#open.has(id) ? this.#endsOf(card, now) : [];
    for (const happening of ripeOf(card, { ruleOf, now }, since())) {
      if (incidents.state.byKey.get(happening.key)?.isOpen === true) continue;
      messages.push(...happened(incidents.state, happening, { ruleOf, now, times: 1 }));
      this.#open.add(id);
    }
    this.#lookAgain(card, now);
    return messages;
  }

  #endsOf(card: Card, now: number): Message[] {
    const { state } = this.#parts.incidents;
    const how = card.endedAt === null ? 'no longer so' : 'session ended';
    const end = { at: card.endedAt ?? Math.max(card.turn?.at ?? 0, card.lastAt), how } as const;
    const messages: Message[] = [];
    if (!isWaiting(card)) messages.push(...ended(state, waitingKey(card.id), end));
    if (!isLost(card, now)) messages.push(...ended(state, lostKey(card.id), end));
    const isOpen = [waitingKey(card.id), lostKey(card.id)].some(
      (key) => state.byKey.get(key)?.isOpen === true,
    );
    if (!isOpen) this.#open.delete(card.id);
    return messages;
  }

  #lookAgain(card: Card, now: number): void {
    const { incidents, ruleOf, since } = this.#parts;
    const isTold = (key: string): boolean => incidents.state.byKey.get(key)?.isOpen === true;
    const lookAt = lookAgainAt(card, { ruleOf, now }, { since: since(), isTold });
    // One that nothing is to come of is forgotten: an event of it looks again.
    if (lookAt === Infinity) this.#lookAt.delete(card.id);
    else this.#lookAt.set(card.id, lookAt);
    this.#due(lookAt);
  }

  #due(lookAt: number): void {
    if (lookAt < (this.#dueAt ?? Infinity)) this.#dueAt = lookAt;
  }
}
