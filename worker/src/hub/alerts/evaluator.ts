import { lineOf, shownSession } from '@claude-monitor/fold';
import {
  sessionKeyOf,
  type Rule,
  type RuleKind,
  type StampedEvent,
} from '@claude-monitor/protocol';
import type { AlertEvent, Message } from '../../domain/alerts/sent-alert.ts';
import { passesFilters } from '../../domain/alerts/filters.ts';
import { alertOfIncident } from '../../domain/alerts/incident-alert.ts';
import type { IncidentChange } from '../../domain/incidents/incident-record.ts';
import { isSevereEnough } from '../../domain/alerts/rules.ts';
import { raise, resolve, dueMessages, nextDueAt, setDueTimes } from '../../domain/alerts/notify.ts';
import { subjectOf } from '../../domain/alerts/watch.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { SessionWatch } from './session-watch.ts';
import type { StoredAlerts } from './sent-alerts.ts';
import { TaskWatch } from './task-watch.ts';

type Deps = {
  workspaceState: WorkspaceState;
  sent: StoredAlerts;
  ruleOf: (kind: RuleKind) => Rule;
  /** What was so before this time is not sent; epoch ms. */
  since: () => number;
};

/** The newest of one thing, and how often it came in one group of events. */
type Counted = { alertEvent: AlertEvent; times: number };

/**
 * Holds what was folded against the rules, once a group of events: only what changed is looked at, and
 * of that only what could be sent (rules FLD3, FLD4).
 */
export class Evaluator {
  readonly #deps: Deps;
  readonly #sessions: SessionWatch;
  readonly #tasks: TaskWatch;
  #errors = new Map<string, Counted>();
  #isNews = false;
  #waiting = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#sessions = new SessionWatch(deps);
    this.#tasks = new TaskWatch(deps);
  }

  /** Called for each event right after it was folded. */
  observe(seq: number, event: StampedEvent): void {
    // What is imported is history (rule FLD3).
    if (event.mark === 'backfill') return;
    this.#isNews = true;
    if (event.type === 'session.state' && event.state === 'waiting') this.#markWaiting(event);
    else if (event.type === 'task.complete') this.#tasks.observe(event);
    else if (event.type === 'error') this.#addError(seq, event);
  }

  /** What the group of events that was just folded gives to send; those up to `seq` were evaluated before. */
  evaluate(seq: number, now: number): Message[] {
    const { sent, ruleOf } = this.#deps;
    const messages: Message[] = [];
    for (const { alertEvent, times } of this.#errors.values()) {
      messages.push(...raise(sent.state, alertEvent, { ruleOf, now, times }));
    }
    messages.push(...this.#tasks.evaluate(seq, now));
    if (this.#isNews) {
      messages.push(...this.#sessions.changed(seq, { now, waiting: this.#waiting }));
    }
    this.#errors = new Map();
    this.#isNews = false;
    this.#waiting = new Set();
    return messages;
  }

  /** What incidents of kinds that no watch sees give to send. */
  incidents(changes: readonly IncidentChange[], now: number): Message[] {
    const { sent, ruleOf, workspaceState, since } = this.#deps;
    return changes.flatMap(({ kind, incident }) => {
      const alertEvent = alertOfIncident(incident);
      if (alertEvent === null || kind === 'updated') return [];
      if (kind === 'resolved') {
        const how = incident.resolution === 'session_ended' ? 'session_ended' : 'no longer so';
        return resolve(sent.state, alertEvent.key, { at: incident.resolvedAt ?? now, how });
      }
      const rule = ruleOf(alertEvent.rule);
      const session =
        incident.session === null ? null : workspaceState.session(incident.session.id);
      const isMeant = session === null || passesFilters(rule.filters, session);
      if (!rule.isOn || !isMeant || incident.openedAt < since()) return [];
      return raise(sent.state, alertEvent, { ruleOf, now, times: 1 });
    });
  }

  /** What the clock alone gives to send. */
  ring(now: number): Message[] {
    const { sent, ruleOf } = this.#deps;
    return [...this.#sessions.ring(now), ...dueMessages(sent.state, { ruleOf, now })];
  }

  /** When `ring` next has something to do; null: never, if nothing comes. */
  dueAt(): number | null {
    const sessions = this.#sessions.dueAt;
    const sent = nextDueAt(this.#deps.sent.state);
    return sent === null ? sessions : Math.min(sent, sessions ?? Infinity);
  }

  /** Looks at all sessions again: on waking, and when rules changed. */
  lookAtAll(now: number): void {
    setDueTimes(this.#deps.sent.state, this.#deps.ruleOf);
    this.#sessions.lookAtAll(now);
  }

  /** A session that begins to wait is due sooner than it was watched for. */
  #markWaiting(event: StampedEvent): void {
    const { state } = this.#deps.workspaceState;
    const line = lineOf(state, event);
    if (line !== null) this.#waiting.add(line.session);
    // A reminder makes no line, but may be all that says so.
    else this.#waiting.add(shownSession(state, sessionKeyOf(event.sessionId, event.device ?? '')));
  }

  #addError(seq: number, event: Extract<StampedEvent, { type: 'error' }>): void {
    const { workspaceState, ruleOf } = this.#deps;
    const rule = ruleOf('error');
    if (!rule.isOn || !isSevereEnough(rule, event.severity) || workspaceState.unchanged.has(seq))
      return;
    // Null: another source sent the same failure before.
    const line = lineOf(workspaceState.state, event);
    if (line === null) return;
    const isLate = event.mark === 'late';
    const key = isLate ? `late error ${line.session}` : `error ${line.session} ${event.errorType}`;
    const known = this.#errors.get(key);
    const subject = known?.alertEvent.subject ?? this.#subjectOf(key, line.session, rule);
    if (subject === null) return;
    const { errorType: type, errorMessage: message, severity, time: at } = event;
    const error = { type, message: message.slice(0, MESSAGE_LENGTH), severity };
    const alertEvent: AlertEvent = {
      rule: 'error',
      key,
      subject,
      at,
      isLate,
      error,
      reason: null,
    };
    this.#errors.set(key, { alertEvent, times: (known?.times ?? 0) + 1 });
  }

  /** To make a session's view is dear: under a cooldown, where it only counts, the known one will do. */
  #subjectOf(key: string, session: string, rule: Rule): AlertEvent['subject'] | null {
    const known = this.#deps.sent.state.byKey.get(key);
    if (known !== undefined) return known.alertEvent.subject;
    const view = this.#deps.workspaceState.session(session);
    return view === null || !passesFilters(rule.filters, view) ? null : subjectOf(view);
  }
}

const MESSAGE_LENGTH = 2_000;
