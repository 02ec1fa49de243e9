import { lineOf, shownCard } from '@claude-monitor/fold';
import {
  sessionKeyOf,
  type Rule,
  type RuleKind,
  type StampedEvent,
} from '@claude-monitor/protocol';
import type { Happening, Message } from '../../domain/alerts/incident.ts';
import { isSevereEnough } from '../../domain/alerts/rules.ts';
import { happened, ripened, ripensAt } from '../../domain/alerts/tell.ts';
import { subjectOf } from '../../domain/alerts/watch.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { CardWatch } from './card-watch.ts';
import type { StoredIncidents } from './incidents.ts';
import { TaskWatch } from './task-watch.ts';

type Parts = {
  workspaceState: WorkspaceState;
  incidents: StoredIncidents;
  ruleOf: (kind: RuleKind) => Rule;
  /** What was so before this time is not told; epoch ms. */
  since: () => number;
};

/** The newest of one thing, and how often it came in one group of events. */
type Counted = { happening: Happening; times: number };

/**
 * Holds what was folded against the rules, once a group of events: only what changed is looked at, and
 * of that only what could be told (rules FLD3, FLD4).
 */
export class Evaluator {
  readonly #parts: Parts;
  readonly #cards: CardWatch;
  readonly #tasks: TaskWatch;
  #errors = new Map<string, Counted>();
  #isNews = false;
  #waiting = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#cards = new CardWatch(parts);
    this.#tasks = new TaskWatch(parts);
  }

  /** Called for each event right after it was folded. */
  note(seq: number, event: StampedEvent): void {
    // What is imported is history (rule FLD3).
    if (event.mark === 'backfill') return;
    this.#isNews = true;
    if (event.type === 'session.state' && event.state === 'waiting') this.#noteWaiting(event);
    else if (event.type === 'task.complete') this.#tasks.note(event);
    else if (event.type === 'error') this.#noteError(seq, event);
  }

  /** What the group of events that was just folded gives to tell; those up to `seq` were evaluated before. */
  evaluate(seq: number, now: number): Message[] {
    const { incidents, ruleOf } = this.#parts;
    const messages: Message[] = [];
    for (const { happening, times } of this.#errors.values()) {
      messages.push(...happened(incidents.state, happening, { ruleOf, now, times }));
    }
    messages.push(...this.#tasks.evaluate(seq, now));
    if (this.#isNews) {
      messages.push(...this.#cards.changed(seq, { now, waiting: this.#waiting }));
    }
    this.#errors = new Map();
    this.#isNews = false;
    this.#waiting = new Set();
    return messages;
  }

  /** What the clock alone gives to tell. */
  ring(now: number): Message[] {
    const { incidents, ruleOf } = this.#parts;
    return [...this.#cards.ring(now), ...ripened(incidents.state, { ruleOf, now })];
  }

  /** When `ring` next has something to do; null: never, if nothing comes. */
  dueAt(): number | null {
    const cards = this.#cards.dueAt;
    const incidents = ripensAt(this.#parts.incidents.state, this.#parts.ruleOf);
    return incidents === null ? cards : Math.min(incidents, cards ?? Infinity);
  }

  /** Looks at all cards again: on waking, and when rules changed. */
  lookAtAll(now: number): void {
    this.#cards.lookAtAll(now);
  }

  /** A card that begins to wait comes to be told of sooner than it was watched for. */
  #noteWaiting(event: StampedEvent): void {
    const { state } = this.#parts.workspaceState;
    const line = lineOf(state, event);
    if (line !== null) this.#waiting.add(line.cardId);
    // A reminder makes no line, but may be all that tells of the wait.
    else this.#waiting.add(shownCard(state, sessionKeyOf(event.sessionId, event.device ?? '')));
  }

  #noteError(seq: number, event: Extract<StampedEvent, { type: 'error' }>): void {
    const { workspaceState, ruleOf } = this.#parts;
    const rule = ruleOf('error');
    if (!rule.isOn || !isSevereEnough(rule, event.severity) || workspaceState.unchanged.has(seq))
      return;
    // Null: another source told the same failure before.
    const line = lineOf(workspaceState.state, event);
    if (line === null) return;
    const isLate = event.mark === 'late';
    const key = isLate ? `late error ${line.cardId}` : `error ${line.cardId} ${event.errorType}`;
    const known = this.#errors.get(key);
    const subject = known?.happening.subject ?? this.#subjectOf(key, line.cardId);
    if (subject === null) return;
    const { errorType: type, errorMessage: message, severity, time: at } = event;
    const error = { type, message: message.slice(0, MESSAGE_LENGTH), severity };
    const happening: Happening = {
      rule: 'error',
      key,
      subject,
      at,
      isLate,
      error,
      reason: null,
    };
    this.#errors.set(key, { happening, times: (known?.times ?? 0) + 1 });
  }

  /** To make a card's view is dear: under a cooldown, where it only counts, the known one will do. */
  #subjectOf(key: string, cardId: string): Happening['subject'] | null {
    const known = this.#parts.incidents.state.byKey.get(key);
    if (known !== undefined) return known.happening.subject;
    const card = this.#parts.workspaceState.card(cardId);
    return card === null ? null : subjectOf(card);
  }
}

const MESSAGE_LENGTH = 2_000;
