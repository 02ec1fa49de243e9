import {
  incidentText,
  LIMITS,
  STATE_LIMITS,
  stateOf,
  type Incident,
  type IncidentKind,
  type IncidentReason,
  type Session,
  type Task,
} from '@claude-monitor/protocol';
import { stuckReason, STUCK_LIMITS, type Signals } from './signals.ts';

/** Something that needs somebody as long as it holds: at most one incident stands for it. */
export type Condition = {
  /** What is one thing: kind, and session or task. */
  key: string;
  kind: IncidentKind;
  since: number;
  reason: IncidentReason;
  evidence: Incident['evidence'];
  /** Null: trouble of the service. */
  session: Session | null;
  task: Incident['task'];
};

/** How full a context is when that is reported, and when it no longer is. */
const FULL = 0.9;
const ROOMY = 0.8;

/** Records that are missing: their share, and so many at least. */
const COMPLETE = 0.9;
const COMPLETE_AGAIN = 0.95;
const MISSING_RECORDS = 20;

export const keyOf = (kind: IncidentKind, id: string): string => `${kind} ${id}`;

type About = {
  /** The newest event of the session that was seen; null where none was since the hub woke. */
  event: string | null;
  signals: Signals | null;
  now: number;
  isOpen: (key: string) => boolean;
};

/** What of a session needs somebody at this time, its tasks aside. */
export function conditionsOf(session: Session, about: About): Condition[] {
  if (session.endedAt !== null) return [];
  return [
    stateCondition(session, about),
    stuckCondition(session, about),
    contextCondition(session, about),
    completenessCondition(session, about),
  ].filter((condition) => condition !== null);
}

function stateCondition(session: Session, { event, now }: About): Condition | null {
  const { name, since, because } = stateOf(session, now, STATE_LIMITS);
  const rest = (kind: IncidentKind, code: IncidentReason['code'], from: number): Condition =>
    of(session, {
      kind,
      since: from,
      reason: { code, detail: incidentText(because.detail), count: null, of: null },
      evidence: [{ event, at: because.at }],
    });
  if (name === 'waiting') return rest('waiting', 'waiting', since);
  if (name === 'stalled') return rest('stalled', 'stalled_tool', because.at);
  // Who has nothing to do is no loss.
  const isAtRest = session.turn?.state === 'turn_over' && session.currentTask === null;
  return name === 'lost' && !isAtRest ? rest('lost', 'silence', because.at) : null;
}

function stuckCondition(session: Session, { signals, isOpen }: About): Condition | null {
  if (signals === null) return null;
  const found = stuckReason(signals, STUCK_LIMITS, isOpen(keyOf('stuck', session.id)));
  return found === null ? null : of(session, { kind: 'stuck', ...found });
}

function contextCondition(session: Session, { event, isOpen }: About): Condition | null {
  const { tokens = null, window = null, at = 0 } = session.context ?? {};
  if (tokens === null || window === null || window === 0) return null;
  const isFull = tokens / window >= (isOpen(keyOf('context_full', session.id)) ? ROOMY : FULL);
  if (!isFull) return null;
  return of(session, {
    kind: 'context_full',
    since: at,
    reason: { code: 'context_full', detail: null, count: tokens, of: window },
    evidence: [{ event, at }],
  });
}

function completenessCondition(session: Session, { event, isOpen }: About): Condition | null {
  const { completeness, id, lastAt } = session;
  if (completeness?.of !== 'records') return null;
  const { received, expected } = completeness;
  const least = isOpen(keyOf('incomplete', id)) ? COMPLETE_AGAIN : COMPLETE;
  if (expected - received < MISSING_RECORDS || received >= expected * least) return null;
  return of(session, {
    kind: 'incomplete',
    since: lastAt,
    reason: { code: 'missing_records', detail: null, count: received, of: expected },
    evidence: [{ event, at: lastAt }],
  });
}

/** A failed task; and, where others depend on it, that it holds them up. */
export function taskConditions(
  task: Task,
  { session, event, waiting }: { session: Session | null; event: string | null; waiting: number },
): Condition[] {
  if (task.status !== 'failed') return [];
  const at = task.endedAt ?? task.lastAt;
  const about = taskOf(task);
  const base = { since: at, evidence: [{ event, at }], session, task: about };
  const failed: Condition = {
    ...base,
    key: keyOf('task_failed', task.id),
    kind: 'task_failed',
    reason: { code: 'task_failed', detail: about.description, count: null, of: null },
  };
  if (waiting === 0) return [failed];
  const blocked: Condition = {
    ...base,
    key: keyOf('blocked', task.id),
    kind: 'blocked',
    reason: { code: 'failed_dependency', detail: task.taskId, count: waiting, of: null },
  };
  return [failed, blocked];
}

/** Trouble of the monitor itself. */
export function serviceCondition(what: string, reason: IncidentReason, since: number): Condition {
  const evidence = [{ event: null, at: since }];
  const key = keyOf('service', what);
  return { key, kind: 'service', since, reason, evidence, session: null, task: null };
}

function of(
  session: Session,
  rest: Pick<Condition, 'kind' | 'since' | 'reason' | 'evidence'>,
): Condition {
  const task = session.currentTask;
  return {
    ...rest,
    key: keyOf(rest.kind, session.id),
    session,
    task: task === null ? null : taskOf(task),
  };
}

/** A description is a text of any length, and each change of the incident is sent whole. */
const taskOf = ({
  id,
  taskId,
  description,
}: Pick<Task, 'id' | 'taskId' | 'description'>): NonNullable<Incident['task']> => ({
  id,
  taskId,
  description: incidentText(description),
});

/**
 * When to look at a session again, if nothing else comes; Infinity: never. A call that starts brings it
 * forward.
 */
export function nextLookAt(session: Session, now: number): number {
  if (session.endedAt !== null || session.turn?.state === 'waiting') return Infinity;
  const lostMs =
    session.openTools.length > 0 ? STATE_LIMITS.lostWithOpenToolMs : STATE_LIMITS.lostMs;
  const times = [
    session.lastAt + lostMs + 1,
    ...session.openTools.map(({ startedAt }) => stalledAt(startedAt)),
  ];
  const next = Math.min(...times.filter((at) => at > now), Infinity);
  // An open call puts off when a session is lost, and its end brings that forward.
  return next === Infinity ? next : Math.min(next, now + STATE_LIMITS.lostMs);
}

export const stalledAt = (startedAt: number): number => startedAt + STATE_LIMITS.stalledMs + 1;

/** What became so before is history. */
export const isNews = ({ since }: Condition, now: number): boolean =>
  now - since < LIMITS.backfillMs;
