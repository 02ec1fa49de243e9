import { LIMITS, RULE_KINDS, type Rule, type RuleKind } from '@claude-monitor/protocol';
import {
  deleteSentAlert,
  type Overflow,
  type End,
  type AlertEvent,
  type SentAlert,
  type SentAlerts,
  type Message,
} from './sent-alert.ts';
import { quietUntil } from './quiet-hours.ts';
import { cooldownMs, sendableAt } from './rules.ts';

type RuleOf = (kind: RuleKind) => Rule;

/** Until when an alert is held back because its incident is acknowledged or snoozed; null: it is not. */
export type HeldUntil = (alertEvent: AlertEvent) => number | null;

type Context = { ruleOf: RuleOf; now: number; heldUntil: HeldUntil };

/** These last until something ends them; an error is over at once. */
const LASTING: ReadonlySet<RuleKind> = new Set(RULE_KINDS.filter((kind) => kind !== 'error'));

/**
 * What one thing that happened gives to send: a message when it is new; a number more when it was sent
 * just now, or too much of its rule: then it joins an overflow, of which only the number is kept.
 */
export function raise(
  sent: SentAlerts,
  alertEvent: AlertEvent,
  { ruleOf, now, heldUntil, times }: Context & { times: number },
): Message[] {
  const rule = ruleOf(alertEvent.rule);
  const known = sent.byKey.get(alertEvent.key);
  const isOpen = LASTING.has(rule.kind);
  if (known !== undefined && isWithin(now, known.alertedAt, cooldownMs(rule))) {
    // What stands already was sent; what ended meanwhile starts over.
    const isReported = known.isReported && known.isOpen === isOpen;
    const more = known.more + times;
    setSentAlert(sent, { ...known, alertEvent, more, isOpen, isReported }, ruleOf);
    return [];
  }
  const waitsUntil = quietUntil(rule.quietHours, now) ?? heldUntil(alertEvent);
  if (waitsUntil !== null) {
    // It waits like what happens under a cooldown that ends with them.
    const alertedAt = waitsUntil - cooldownMs(rule);
    const more = (known?.more ?? 0) + times;
    setSentAlert(sent, { alertEvent, alertedAt, more, isOpen, isReported: false }, ruleOf);
    return [];
  }
  if (!hasRoom(sent, alertEvent, { now, times })) return [];
  setSentAlert(sent, { alertEvent, alertedAt: now, more: 0, isOpen, isReported: true }, ruleOf);
  return [alertOf(alertEvent, (known?.more ?? 0) + times - 1)];
}

/** Nobody sees to it any more: what waits of it is due, but for quiet hours. */
export function letGo(
  sent: SentAlerts,
  isMeant: (alertEvent: AlertEvent) => boolean,
  { ruleOf, now }: { ruleOf: RuleOf; now: number },
): void {
  for (const alert of [...sent.byKey.values()]) {
    const { alertEvent } = alert;
    if (!isPending(alert) || !isMeant(alertEvent)) continue;
    setSentAlert(sent, { ...alert, alertedAt: now - cooldownMs(ruleOf(alertEvent.rule)) }, ruleOf);
  }
}

/** It no longer holds: that is sent if its beginning was sent. */
export function resolve(sent: SentAlerts, key: string, end: { at: number; how: End }): Message[] {
  const known = sent.byKey.get(key);
  if (known?.isOpen !== true) return [];
  // Nothing of it waits now, whatever the rule.
  setSentAlert(sent, { ...known, more: 0, isOpen: false }, null);
  const { alertEvent, isReported } = known;
  if (!isReported) return [];
  return [{ purpose: 'recovery', alertEvent, more: 0, isOverflow: false, end }];
}

/** What the clock alone gives to send: how often it happened again while a cooldown ran. */
export function dueMessages(sent: SentAlerts, { ruleOf, now, heldUntil }: Context): Message[] {
  const messages: Message[] = [];
  for (const [key, alert] of [...sent.byKey]) {
    const { alertEvent, isOpen, isReported, alertedAt, more } = alert;
    if (isPending(alert)) {
      if (now < (sent.dueAt.get(key) ?? dueAtOf(alert, ruleOf))) continue;
      // What waited for it was asked for by nobody any more.
      if (!ruleOf(alertEvent.rule).isOn) {
        deleteSentAlert(sent, key);
        continue;
      }
      const held = heldUntil(alertEvent);
      if (held !== null) {
        // It may be over by then, or nobody's again.
        const waits = { ...alert, alertedAt: held - cooldownMs(ruleOf(alertEvent.rule)) };
        setSentAlert(sent, waits, ruleOf);
        continue;
      }
      // At the end of quiet hours a whole night of them is due at once.
      const times = Math.max(1, more);
      if (isReported || hasRoom(sent, alertEvent, { now, times })) {
        setSentAlert(sent, { ...alert, alertedAt: now, more: 0, isReported: true }, ruleOf);
        messages.push(alertOf(alertEvent, times - 1));
      } else deleteSentAlert(sent, key);
    } else if (!isOpen && now >= alertedAt + cooldownMs(ruleOf(alertEvent.rule))) {
      deleteSentAlert(sent, key);
    }
  }
  sent.nextDueAt = Math.min(...sent.dueAt.values(), Infinity);
  for (const [kind, overflow] of sent.overflows) {
    if (isWithin(now, overflow.since, LIMITS.alertsOfRuleMs)) continue;
    sent.overflows.delete(kind);
    sent.hasChangedOverflows = true;
    if (overflow.more > 0) {
      messages.push({ ...alertOf(overflow.last, overflow.more - 1), isOverflow: true });
    }
  }
  return messages;
}

/**
 * When `dueMessages` next has something to send, or looks again; null: never, by the clock alone. Asked with
 * each commit, so it walks over none of them.
 */
export function nextDueAt(sent: SentAlerts): number | null {
  let next = sent.nextDueAt;
  for (const overflow of sent.overflows.values()) {
    if (overflow.more > 0) next = Math.min(next, overflow.since + LIMITS.alertsOfRuleMs);
  }
  return next === Infinity ? null : next;
}

/** Rules changed, or the alerts were just read from storage. */
export function setDueTimes(sent: SentAlerts, ruleOf: RuleOf): void {
  sent.dueAt.clear();
  sent.nextDueAt = Infinity;
  for (const alert of sent.byKey.values()) {
    if (isPending(alert)) setDueTime(sent, alert, ruleOf);
  }
}

function setDueTime(sent: SentAlerts, alert: SentAlert, ruleOf: RuleOf): void {
  const dueAt = dueAtOf(alert, ruleOf);
  sent.dueAt.set(alert.alertEvent.key, dueAt);
  sent.nextDueAt = Math.min(sent.nextDueAt, dueAt);
}

function dueAtOf({ alertedAt, alertEvent }: SentAlert, ruleOf: RuleOf): number {
  const rule = ruleOf(alertEvent.rule);
  return sendableAt(rule, alertedAt + cooldownMs(rule));
}

/** Sent when its cooldown ends: how often an error came again, and what lasts and was not sent yet. */
const isPending = ({ alertEvent, more, isOpen, isReported }: SentAlert): boolean =>
  isOpen ? !isReported : alertEvent.rule === 'error' && more > 0 && !alertEvent.isLate;

/** A clock that went back ends what it began later: else a rule would be mute until it has caught up. */
const isWithin = (now: number, since: number, ms: number): boolean =>
  now >= since && now - since < ms;

/** Whether the rule may send one more by itself in this minute; else it is counted. */
function hasRoom(
  sent: SentAlerts,
  alertEvent: AlertEvent,
  { now, times }: { now: number; times: number },
): boolean {
  const { rule } = alertEvent;
  const known = sent.overflows.get(rule);
  const isOver =
    known === undefined || (!isWithin(now, known.since, LIMITS.alertsOfRuleMs) && known.more === 0);
  const overflow: Overflow = isOver
    ? { rule, since: now, sent: 0, more: 0, last: alertEvent }
    : known;
  sent.overflows.set(rule, overflow);
  sent.hasChangedOverflows = true;
  if (overflow.sent < LIMITS.alertsOfRule) {
    overflow.sent++;
    return true;
  }
  overflow.more += times;
  overflow.last = alertEvent;
  return false;
}

/** The oldest make room: what is open longest, or was sent longest ago. */
function setSentAlert(sent: SentAlerts, alert: SentAlert, ruleOf: RuleOf | null): void {
  const { byKey, changed } = sent;
  const { key } = alert.alertEvent;
  byKey.delete(key);
  byKey.set(key, alert);
  changed.add(key);
  if (ruleOf !== null && isPending(alert)) setDueTime(sent, alert, ruleOf);
  else sent.dueAt.delete(key);
  for (const oldest of byKey.keys()) {
    if (byKey.size <= LIMITS.sentAlertsKept) return;
    deleteSentAlert(sent, oldest);
  }
}

const alertOf = (alertEvent: AlertEvent, more: number): Message => ({
  purpose: 'alert',
  alertEvent,
  more,
  isOverflow: false,
  end: null,
});
