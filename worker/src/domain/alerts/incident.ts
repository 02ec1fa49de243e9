import type { Card, RuleKind, Severity } from '@claude-monitor/protocol';

/** Whom and what an alert is about; which of it a message names, each channel says. */
export type Subject = Pick<
  Card,
  'id' | 'sessionId' | 'agentName' | 'model' | 'project' | 'user' | 'device'
> & { task: { id: string; taskId: string; description: string | null } | null };

/** Something that a rule is about. */
export type Happening = {
  rule: RuleKind;
  /** What is one thing under a cooldown: rule, session, and type of error or task. */
  key: string;
  subject: Subject;
  /** When it happened; for what lasts, since when. */
  at: number;
  /** It was told late: one message a rule and session (rule FLD3). */
  isLate: boolean;
  error: { type: string; message: string; severity: Severity } | null;
  reason: string | null;
};

export type Incident = {
  happening: Happening;
  /** When a message last went out: the cooldown runs from then. */
  toldAt: number;
  /** How often it happened since, untold. */
  more: number;
  /** It lasts; an error is over at once. */
  isOpen: boolean;
  /** The newest was told; only then is its end, too. */
  isTold: boolean;
};

/** What a rule had to tell beyond what it may tell one by one, in the minute that began at `since`. */
export type Crowd = { rule: RuleKind; since: number; told: number; more: number; last: Happening };

/** What was told and stands. Owned by one caller and changed in place. */
export type Incidents = {
  byKey: Map<string, Incident>;
  crowds: Map<RuleKind, Crowd>;
  /** Keys that changed since they were last stored. */
  changed: Set<string>;
  hasChangedCrowds: boolean;
};

export const noIncidents = (): Incidents => ({
  byKey: new Map(),
  crowds: new Map(),
  changed: new Set(),
  hasChangedCrowds: false,
});

export type End = 'no longer so' | 'session ended';

/** What is to be told, before it is known to whom. */
export type Message = {
  purpose: 'alert' | 'recovery';
  happening: Happening;
  /** How many more such things it stands for. */
  more: number;
  /** Several sessions or things, of which the happening is one. */
  isCrowd: boolean;
  /** For a recovery. */
  end: { at: number; how: End } | null;
};
