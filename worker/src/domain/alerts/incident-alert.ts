import { incidentReason, type Incident, type RuleKind } from '@claude-monitor/protocol';
import { keyOf as keyOfIncident } from '../incidents/conditions.ts';
import type { AlertEvent } from './sent-alert.ts';

/** Sent by the rules that watch sessions and tasks themselves, with their thresholds. */
const WATCHED = ['waiting', 'task_failed', 'lost'] as const;

type Watched = (typeof WATCHED)[number];

/** The name of what is no agent. */
const SERVICE = 'Claude Monitor';

/**
 * The alert of an incident, for kinds that only incidents know; null: others see to it. Errors in a row are
 * the business of the rule of errors, a channel that fails that of its own page.
 */
export function alertOfIncident(incident: Incident): AlertEvent | null {
  const { kind, reason, session, task } = incident;
  if (isWatched(kind)) return null;
  if (reason.code === 'repeated_errors' || reason.code === 'channel_failing') return null;
  return {
    rule: kind,
    key: keyOf(kind, incident),
    subject: {
      id: session?.id ?? '',
      sessionId: session?.sessionId ?? '',
      agentName: incident.agentName ?? (kind === 'service' ? SERVICE : 'An agent'),
      model: incident.model,
      project: incident.project,
      user: null,
      device: null,
      task,
    },
    at: incident.since,
    isLate: false,
    error: null,
    reason: incidentReason(reason),
    incident: incident.id,
  };
}

/** What an alert of a watched kind is one thing by in the inbox; null: it is of no incident. */
export function incidentKeyOf({ rule, subject }: AlertEvent): string | null {
  switch (rule) {
    case 'error':
      return null;
    case 'task_failed':
    case 'blocked':
      return subject.task === null ? null : keyOfIncident(rule, subject.task.id);
    case 'waiting':
    case 'lost':
    case 'stuck':
    case 'stalled':
    case 'context_full':
    case 'incomplete':
    case 'service':
      return keyOfIncident(rule, subject.id);
  }
}

const isWatched = (kind: Incident['kind']): kind is Watched =>
  WATCHED.some((watched) => watched === kind);

/** Under a cooldown the same kind of trouble of a session, or of a task, is one thing. */
const keyOf = (rule: RuleKind, { session, task, reason }: Incident): string =>
  rule === 'blocked' ? `${rule} ${task?.id ?? ''}` : `${rule} ${session?.id ?? reason.code}`;
