import { LIMITS, type Rule, type RuleKind } from '@claude-monitor/protocol';
import type { Overflow, End, AlertEvent, Incident, Incidents, Message } from './incident.ts';
import { cooldownMs } from './rules.ts';

type RuleOf = (kind: RuleKind) => Rule;

/** These last until something ends them; an error is over at once. */
const LASTING: ReadonlySet<RuleKind> = new Set(['task_failed', 'waiting', 'lost']);

/**
 * What one thing that happened gives to send: a message when it is new; a number more when it was sent
 * just now, or too much of its rule: then it joins an overflow, of which only the number is kept.
 */
export function raise(
  incidents: Incidents,
  alertEvent: AlertEvent,
  { ruleOf, now, times }: { ruleOf: RuleOf; now: number; times: number },
): Message[] {
  const rule = ruleOf(alertEvent.rule);
  const known = incidents.byKey.get(alertEvent.key);
  const isOpen = LASTING.has(rule.kind);
  if (known !== undefined && now - known.alertedAt < cooldownMs(rule)) {
    // What stands already was sent; what ended meanwhile begins anew.
    const isReported = known.isReported && known.isOpen === isOpen;
    setIncident(incidents, { ...known, alertEvent, more: known.more + times, isOpen, isReported });
    return [];
  }
  if (!hasRoom(incidents, alertEvent, { now, times })) return [];
  setIncident(incidents, { alertEvent, alertedAt: now, more: 0, isOpen, isReported: true });
  return [alertOf(alertEvent, (known?.more ?? 0) + times - 1)];
}

/** It no longer holds: that is sent if its beginning was sent. */
export function resolve(
  incidents: Incidents,
  key: string,
  end: { at: number; how: End },
): Message[] {
  const known = incidents.byKey.get(key);
  if (known?.isOpen !== true) return [];
  setIncident(incidents, { ...known, more: 0, isOpen: false });
  const { alertEvent, isReported } = known;
  if (!isReported) return [];
  return [{ purpose: 'recovery', alertEvent, more: 0, isOverflow: false, end }];
}

/** What the clock alone gives to send: how often it happened again while a cooldown ran. */
export function dueMessages(
  incidents: Incidents,
  { ruleOf, now }: { ruleOf: RuleOf; now: number },
): Message[] {
  const messages: Message[] = [];
  for (const [key, incident] of incidents.byKey) {
    const { alertEvent, isOpen } = incident;
    if (now < incident.alertedAt + cooldownMs(ruleOf(alertEvent.rule))) continue;
    if (isPending(incident)) {
      setIncident(incidents, { ...incident, alertedAt: now, more: 0, isReported: true });
      messages.push(alertOf(alertEvent, Math.max(0, incident.more - 1)));
    } else if (!isOpen) {
      incidents.byKey.delete(key);
      incidents.changed.add(key);
    }
  }
  for (const [kind, overflow] of incidents.overflows) {
    if (now < overflow.since + LIMITS.alertsOfRuleMs) continue;
    incidents.overflows.delete(kind);
    incidents.hasChangedOverflows = true;
    if (overflow.more > 0) {
      messages.push({ ...alertOf(overflow.last, overflow.more - 1), isOverflow: true });
    }
  }
  return messages;
}

/** When `ripened` next has something to send; null: never, by the clock alone. */
export function nextDueAt(incidents: Incidents, ruleOf: RuleOf): number | null {
  let next = Infinity;
  for (const incident of incidents.byKey.values()) {
    if (!isPending(incident)) continue;
    next = Math.min(next, incident.alertedAt + cooldownMs(ruleOf(incident.alertEvent.rule)));
  }
  for (const overflow of incidents.overflows.values()) {
    if (overflow.more > 0) next = Math.min(next, overflow.since + LIMITS.alertsOfRuleMs);
  }
  return next === Infinity ? null : next;
}

/** Sent when its cooldown ends: how often an error came again, and what lasts and was not sent yet. */
const isPending = ({ alertEvent, more, isOpen, isReported }: Incident): boolean =>
  isOpen ? !isReported : alertEvent.rule === 'error' && more > 0 && !alertEvent.isLate;

/** Whether the rule may send one more by itself in this minute; else it is counted. */
function hasRoom(
  incidents: Incidents,
  alertEvent: AlertEvent,
  { now, times }: { now: number; times: number },
): boolean {
  const { rule } = alertEvent;
  const known = incidents.overflows.get(rule);
  const isOver =
    known === undefined || (now >= known.since + LIMITS.alertsOfRuleMs && known.more === 0);
  const overflow: Overflow = isOver
    ? { rule, since: now, sent: 0, more: 0, last: alertEvent }
    : known;
  incidents.overflows.set(rule, overflow);
  incidents.hasChangedOverflows = true;
  if (overflow.sent < LIMITS.alertsOfRule) {
    overflow.sent++;
    return true;
  }
  overflow.more += times;
  overflow.last = alertEvent;
  return false;
}

/** The oldest make room: what is open longest, or was sent longest ago. */
function setIncident(incidents: Incidents, incident: Incident): void {
  const { byKey, changed } = incidents;
  const { key } = incident.alertEvent;
  byKey.delete(key);
  byKey.set(key, incident);
  changed.add(key);
  for (const oldest of byKey.keys()) {
    if (byKey.size <= LIMITS.incidentsKept) return;
    byKey.delete(oldest);
    changed.add(oldest);
  }
}

const alertOf = (alertEvent: AlertEvent, more: number): Message => ({
  purpose: 'alert',
  alertEvent,
  more,
  isOverflow: false,
  end: null,
});
