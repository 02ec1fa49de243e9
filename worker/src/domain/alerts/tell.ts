import { LIMITS, type Rule, type RuleKind } from '@claude-monitor/protocol';
import type { Crowd, End, Happening, Incident, Incidents, Message } from './incident.ts';
import { cooldownMs } from './rules.ts';

type RuleOf = (kind: RuleKind) => Rule;

/** These last until something ends them; an error is over at once. */
const LASTING: ReadonlySet<RuleKind> = new Set(['task-failed', 'waiting', 'lost']);

/**
 * What one thing that happened gives to tell: a message when it is new; a number more when it was told
 * just now, or too much of its rule: then it is one of a crowd, of which only the number is kept.
 */
export function happened(
  incidents: Incidents,
  happening: Happening,
  { ruleOf, now, times }: { ruleOf: RuleOf; now: number; times: number },
): Message[] {
  const rule = ruleOf(happening.rule);
  const known = incidents.byKey.get(happening.key);
  const isOpen = LASTING.has(rule.kind);
  if (known !== undefined && now - known.toldAt < cooldownMs(rule)) {
    // What stands already was told; what ended meanwhile begins anew.
    const isTold = known.isTold && known.isOpen === isOpen;
    note(incidents, { ...known, happening, more: known.more + times, isOpen, isTold });
    return [];
  }
  if (!hasRoom(incidents, happening, { now, times })) return [];
  note(incidents, { happening, toldAt: now, more: 0, isOpen, isTold: true });
  return [alertOf(happening, (known?.more ?? 0) + times - 1)];
}

/** It no longer holds: told when it was told that it did. */
export function ended(incidents: Incidents, key: string, end: { at: number; how: End }): Message[] {
  const known = incidents.byKey.get(key);
  if (known?.isOpen !== true) return [];
  note(incidents, { ...known, more: 0, isOpen: false });
  const { happening, isTold } = known;
  if (!isTold) return [];
  return [{ purpose: 'recovery', happening, more: 0, isCrowd: false, end }];
}

/** What the clock alone gives to tell: how often it happened again while a cooldown ran. */
export function ripened(
  incidents: Incidents,
  { ruleOf, now }: { ruleOf: RuleOf; now: number },
): Message[] {
  const messages: Message[] = [];
  for (const [key, incident] of incidents.byKey) {
    const { happening, isOpen } = incident;
    if (now < incident.toldAt + cooldownMs(ruleOf(happening.rule))) continue;
    if (isOwed(incident)) {
      note(incidents, { ...incident, toldAt: now, more: 0, isTold: true });
      messages.push(alertOf(happening, Math.max(0, incident.more - 1)));
    } else if (!isOpen) {
      incidents.byKey.delete(key);
      incidents.changed.add(key);
    }
  }
  for (const [kind, crowd] of incidents.crowds) {
    if (now < crowd.since + LIMITS.alertsOfRuleMs) continue;
    incidents.crowds.delete(kind);
    incidents.hasChangedCrowds = true;
    if (crowd.more > 0) {
      messages.push({ ...alertOf(crowd.last, crowd.more - 1), isCrowd: true });
    }
  }
  return messages;
}

/** When `ripened` next has something to tell; null: never, by the clock alone. */
export function ripensAt(incidents: Incidents, ruleOf: RuleOf): number | null {
  let next = Infinity;
  for (const incident of incidents.byKey.values()) {
    if (!isOwed(incident)) continue;
    next = Math.min(next, incident.toldAt + cooldownMs(ruleOf(incident.happening.rule)));
  }
  for (const crowd of incidents.crowds.values()) {
    if (crowd.more > 0) next = Math.min(next, crowd.since + LIMITS.alertsOfRuleMs);
  }
  return next === Infinity ? null : next;
}

/** Told when its cooldown ends: how often an error came again, and what lasts and was not told yet. */
const isOwed = ({ happening, more, isOpen, isTold }: Incident): boolean =>
  isOpen ? !isTold : happening.rule === 'error' && more > 0 && !happening.isLate;

/** Whether the rule may tell one more by itself in this minute; else it is counted. */
function hasRoom(
  incidents: Incidents,
  happening: Happening,
  { now, times }: { now: number; times: number },
): boolean {
  const { rule } = happening;
  const known = incidents.crowds.get(rule);
  const isOver =
    known === undefined || (now >= known.since + LIMITS.alertsOfRuleMs && known.more === 0);
  const crowd: Crowd = isOver ? { rule, since: now, told: 0, more: 0, last: happening } : known;
  incidents.crowds.set(rule, crowd);
  incidents.hasChangedCrowds = true;
  if (crowd.told < LIMITS.alertsOfRule) {
    crowd.told++;
    return true;
  }
  crowd.more += times;
  crowd.last = happening;
  return false;
}

/** The oldest make room: what is open longest, or was told longest ago. */
function note(incidents: Incidents, incident: Incident): void {
  const { byKey, changed } = incidents;
  const { key } = incident.happening;
  byKey.delete(key);
  byKey.set(key, incident);
  changed.add(key);
  for (const oldest of byKey.keys()) {
    if (byKey.size <= LIMITS.incidentsKept) return;
    byKey.delete(oldest);
    changed.add(oldest);
  }
}

const alertOf = (happening: Happening, more: number): Message => ({
  purpose: 'alert',
  happening,
  more,
  isCrowd: false,
  end: null,
});
