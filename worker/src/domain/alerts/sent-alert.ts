import type { Session, RuleKind, Severity } from '@claude-monitor/protocol';

/** Whom and what an alert is about; which of it a message names, each channel says. */
export type Subject = Pick<
  Session,
  'id' | 'sessionId' | 'agentName' | 'model' | 'project' | 'user' | 'device'
> & { task: { id: string; taskId: string; description: string | null } | null };

/** Something that a rule is about. */
export type AlertEvent = {
  rule: RuleKind;
  /** What is one thing under a cooldown: rule, session, and type of error or task. */
  key: string;
  subject: Subject;
  /** When it happened; for what lasts, since when. */
  at: number;
  /** It was sent late: one message a rule and session (rule FLD3). */
  isLate: boolean;
  error: { type: string; message: string; severity: Severity } | null;
  reason: string | null;
  /** The id of the incident that it is of, where the alert was made from one. */
  incident?: string;
};

export type SentAlert = {
  alertEvent: AlertEvent;
  /** When a message last went out: the cooldown runs from then. */
  alertedAt: number;
  /** How often it happened since, not sent. */
  more: number;
  /** It lasts; an error is over at once. */
  isOpen: boolean;
  /** The newest was sent; only then is its end, too. */
  isReported: boolean;
};

/** What a rule had to send beyond what it may send one by one, in the minute that began at `since`. */
export type Overflow = {
  rule: RuleKind;
  since: number;
  sent: number;
  more: number;
  last: AlertEvent;
};

/** What was sent and stands. Owned by one caller and changed in place. */
export type SentAlerts = {
  byKey: Map<string, SentAlert>;
  overflows: Map<RuleKind, Overflow>;
  /** When each that waits to be sent is; of memory only, since it follows from the rules. */
  dueAt: Map<string, number>;
  /** The first of these times, or an earlier one; Infinity: there is none. */
  nextDueAt: number;
  /** Keys that changed since they were last stored. */
  changed: Set<string>;
  hasChangedOverflows: boolean;
};

export const noSentAlerts = (): SentAlerts => ({
  byKey: new Map(),
  overflows: new Map(),
  dueAt: new Map(),
  nextDueAt: Infinity,
  changed: new Set(),
  hasChangedOverflows: false,
});

export function deleteSentAlert({ byKey, dueAt, changed }: SentAlerts, key: string): void {
  byKey.delete(key);
  dueAt.delete(key);
  changed.add(key);
}

export type End = 'no longer so' | 'session_ended';

/** What is to be sent, before it is known to whom. */
export type Message = {
  purpose: 'alert' | 'recovery';
  alertEvent: AlertEvent;
  /** How many more such things it stands for. */
  more: number;
  /** It stands for several events, of which `alertEvent` is one. */
  isOverflow: boolean;
  /** For a recovery. */
  end: { at: number; how: End } | null;
};
