import {
  LIMITS,
  TIME,
  type Incident,
  type IncidentAction,
  type IncidentStep,
} from '@claude-monitor/protocol';
import type { Condition } from './conditions.ts';

/** An incident as it is stored: what it is one thing by, and what was done about it. */
export type IncidentRecord = { key: string; incident: Incident; history: IncidentStep[] };

/** What a group of events, or the clock, made of incidents. */
export type IncidentChange = { kind: 'opened' | 'updated' | 'resolved'; incident: Incident };

export type IncidentEnd = NonNullable<Incident['resolution']>;

export function opened(id: string, condition: Condition, now: number): IncidentRecord {
  const { key, kind, since, reason, evidence, session, task } = condition;
  return {
    key,
    incident: {
      id,
      kind,
      openedAt: now,
      since,
      updatedAt: now,
      resolvedAt: null,
      resolution: null,
      session: session === null ? null : { id: session.id, sessionId: session.sessionId },
      agentName: session?.agentName ?? null,
      model: session?.model ?? null,
      project: session?.project ?? null,
      task,
      reason,
      evidence,
      acknowledged: null,
      snoozedUntil: null,
      assignee: null,
    },
    history: [step('opened', now)],
  };
}

/** With how it stands now; null: that is no news, or the last was too lately. */
export function updated(
  { key, incident, history }: IncidentRecord,
  { reason, evidence }: Condition,
  now: number,
): IncidentRecord | null {
  const { code, detail, count } = incident.reason;
  const isOther = code !== reason.code || detail !== reason.detail;
  const isMore = count !== reason.count && now - incident.updatedAt >= LIMITS.incidentUpdateMs;
  if (!isOther && !isMore) return null;
  const known = new Set(incident.evidence.map(({ event, at }) => `${event ?? ''} ${String(at)}`));
  const added = evidence.filter(({ event, at }) => !known.has(`${event ?? ''} ${String(at)}`));
  return {
    key,
    incident: {
      ...incident,
      reason,
      evidence: [...incident.evidence, ...added].slice(-LIMITS.incidentEvidence),
      updatedAt: now,
    },
    history: isOther ? withStep(history, step('updated', now)) : history,
  };
}

export function resolved(
  { key, incident, history }: IncidentRecord,
  how: IncidentEnd,
  now: number,
): IncidentRecord {
  return {
    key,
    incident: { ...incident, resolvedAt: now, updatedAt: now, resolution: how },
    history: withStep(history, step('resolved', now)),
  };
}

/** What somebody does about it. */
export function acted(
  { key, incident, history }: IncidentRecord,
  action: IncidentAction,
  { by, now }: { by: string; now: number },
): IncidentRecord {
  const changed = (
    change: Partial<Incident>,
    done: IncidentStep['step'],
    detail: string | null = null,
  ): IncidentRecord => ({
    key,
    incident: { ...incident, ...change, updatedAt: now },
    history: withStep(history, { at: now, step: done, by, detail }),
  });
  switch (action.action) {
    case 'acknowledge':
      return changed({ acknowledged: { by, at: now }, snoozedUntil: null }, 'acknowledged');
    case 'snooze': {
      const until = now + action.minutes * TIME.minuteMs;
      return changed({ snoozedUntil: until }, 'snoozed', new Date(until).toISOString());
    }
    case 'assign': {
      const { assignee } = action;
      return changed({ assignee }, assignee === null ? 'unassigned' : 'assigned', assignee);
    }
    case 'reopen':
      return changed({ acknowledged: null, snoozedUntil: null }, 'reopened');
  }
}

const step = (what: IncidentStep['step'], at: number): IncidentStep => ({
  at,
  step: what,
  by: null,
  detail: null,
});

/** How it began stays, of the rest the newest. */
function withStep(history: readonly IncidentStep[], added: IncidentStep): IncidentStep[] {
  const [first, ...rest] = [...history, added];
  return [first, ...rest.slice(-(LIMITS.incidentSteps - 1))];
}
