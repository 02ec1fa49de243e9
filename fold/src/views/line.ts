import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { Line } from '@claude-monitor/protocol/live/view';
import { eventKey } from '../facts/add-fact.ts';
import { attemptAt } from '../sessions/attempts.ts';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { identityOf } from '../sessions/identity.ts';
import { shownOwner } from '../derive/owner.ts';
import { hourOf } from '../facts/hours/hour.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { trackOf } from '../tasks/track.ts';

type Said = Pick<Line, 'kind'> & Partial<Line>;

/** The line of "Now" for an event that was just folded, or null for one that makes none. */
export function lineOf(state: FoldState, event: TelemetryEvent): Line | null {
  const session = state.sessions.get(sessionKeyOf(event.sessionId, event.device ?? ''));
  const line =
    session === undefined || isReported(state, session, event)
      ? null
      : wordsOf(state, session, event);
  if (session === undefined || line === null) return null;
  const itself = { session, attempt: attemptAt(session, event.time) };
  const owner = shownOwner(state, itself);
  return {
    id: event.id,
    at: event.time,
    session: owner.attempt.id,
    agentName: identityOf(owner.session, owner.attempt).agentName,
    subject: null,
    detail: null,
    severity: null,
    durationMs: null,
    ...line,
  };
}

function wordsOf(state: FoldState, session: SessionRecord, event: TelemetryEvent): Said | null {
  switch (event.type) {
    case 'session.start':
      return { kind: 'session_started' };
    case 'session.end':
      return { kind: 'session_ended', detail: event.reason ?? null };
    case 'session.state':
      return event.state === 'waiting' && !isReminder(session, event)
        ? { kind: 'waiting', detail: event.reason ?? null }
        : null;
    case 'task.start':
      return { kind: 'task_started', subject: taskName(state, session, event) };
    case 'task.progress':
      return {
        kind: 'task_progressed',
        subject: taskName(state, session, event),
        detail: `${String(Math.round(event.progress * 100))}%`,
      };
    case 'task.complete':
      return {
        kind: OUTCOMES[event.status],
        subject: taskName(state, session, event),
        durationMs: event.duration ?? null,
      };
    case 'error':
      return {
        kind: 'error',
        subject: event.errorType,
        detail: event.errorMessage.slice(0, MESSAGE_LENGTH),
        severity: event.severity,
      };
    case 'handover':
      return { kind: 'handover', subject: event.toAgentName ?? event.toSessionId ?? null };
    case 'subagent.start':
      // The hook of its call only joins it to that call; the hook of its own start was the news.
      if (event.source === 'hook' && event.toolUseId !== undefined) return null;
      return { kind: 'subagent_started', subject: event.subagentName ?? event.agentType ?? null };
    case 'prompt':
      return event.route === 'prometheus' ? { kind: 'prometheus_asked' } : null;
    case 'compaction':
      return { kind: 'compaction' };
    default:
      return null;
  }
}

/** Another report of the same fact made the line. */
function isReported(state: FoldState, { key }: SessionRecord, event: TelemetryEvent): boolean {
  if (event.type !== 'error' && event.type !== 'compaction') return false;
  const hour = state.facts.hour(key, hourOf(event.time));
  const fact = hour === undefined ? undefined : state.facts.find(hour, eventKey(event, event.type));
  return (fact?.joined ?? null) !== null;
}

/** It waits since before, for a reason that is known. */
const isReminder = (session: SessionRecord, event: EventOf<'session.state'>): boolean =>
  event.reason === undefined &&
  session.turn?.value.state === 'waiting' &&
  session.turn.time >= session.signalAt;

const MESSAGE_LENGTH = 200;

const OUTCOMES = {
  success: 'task_done',
  failed: 'task_failed',
  cancelled: 'task_cancelled',
} as const;

const taskName = (
  state: FoldState,
  session: SessionRecord,
  event: { taskId: string; project?: string | undefined },
): string => {
  const track = trackOf(state, session.key, event);
  return track?.description?.value ?? event.taskId;
};
