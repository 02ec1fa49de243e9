import type {
  Channel,
  Delivery,
  Rule,
  RuleChange,
  RuleFilters,
  RulePreview,
} from '@claude-monitor/protocol/api/alerts';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { ago, fineDuration, span, timeOfDay } from '../../lib/format/time.ts';
import { viewersZone } from '../../lib/range/zone.ts';
import * as texts from './texts.ts';

export function channelState({ failing, lastDeliveredAt }: Channel, now: number): string {
  if (failing !== null) {
    const next =
      failing.nextAt === null ? texts.retriesWithNext : texts.retriesAt(timeOfDay(failing.nextAt));
    return texts.failingFor(span(now - failing.since), texts.FAILURE_WORDS[failing.code], next);
  }
  return lastDeliveredAt === null
    ? texts.nothingDelivered
    : texts.lastMessage(ago(now - lastDeliveredAt));
}

/** Delivered: how long after it was put on its way. */
export function deliveryState(delivery: Delivery): string {
  const { state, attempts, nextAt, lastError, at, deliveredAt } = delivery;
  if (state === 'delivered') {
    return deliveredAt === null
      ? texts.delivered
      : texts.deliveredIn(fineDuration(Math.max(0, deliveredAt - at)));
  }
  if (state === 'queued') return texts.pending;
  const why = lastError === null ? '' : texts.because(texts.FAILURE_WORDS[lastError.code]);
  const after = texts.after(attempts);
  if (state === 'parked') return texts.failedAfter(after, why);
  return nextAt === null
    ? texts.retrying(after, why)
    : texts.retryingAt(timeOfDay(nextAt), after, why);
}

/** How a test went, with what the platform answered. */
export function testWords(delivery: Delivery): string {
  if (delivery.state === 'delivered') return texts.testDelivered;
  const { answer } = delivery;
  const answered = answer === null ? '' : texts.testAnswer(answer.status, answer.text);
  return texts.testFailed(deliveryState(delivery), answered);
}

/** A rule as its form has it: numbers as they were typed. */
export type RuleForm = Omit<Rule, 'minutes' | 'cooldownMinutes' | 'filters' | 'quietHours'> & {
  minutes: string | null;
  cooldownMinutes: string;
  /** Names with commas between; times as 22:00, '' for none. */
  limits: Record<keyof RuleFilters | 'quietFrom' | 'quietTo' | 'timezone', string>;
};

export const formOf = ({ filters, quietHours, ...rule }: Rule): RuleForm => ({
  ...rule,
  limits: {
    projects: filters.projects.join(', '),
    agents: filters.agents.join(', '),
    models: filters.models.join(', '),
    labels: filters.labels.join(', '),
    quietFrom: quietHours?.from ?? '',
    quietTo: quietHours?.to ?? '',
    timezone: quietHours?.timezone ?? '',
  },
  minutes: rule.minutes === null ? null : String(rule.minutes),
  cooldownMinutes: String(rule.cooldownMinutes),
});

/** What was changed in the form; null where a number is none that may be. */
export function changeOf(rule: Rule, form: RuleForm): RuleChange | null {
  const cooldownMinutes = minutesOf(form.cooldownMinutes);
  const minutes = form.minutes === null ? null : minutesOf(form.minutes);
  if (cooldownMinutes === null || (form.minutes !== null && minutes === null)) return null;
  return {
    ...(form.isOn === rule.isOn ? {} : { isOn: form.isOn }),
    ...(form.severity === null || form.severity === rule.severity
      ? {}
      : { severity: form.severity }),
    ...(minutes === null || minutes === rule.minutes ? {} : { minutes }),
    ...(cooldownMinutes === rule.cooldownMinutes ? {} : { cooldownMinutes }),
    ...(isSameChoice(form.channels, rule.channels) ? {} : { channels: form.channels }),
    ...limitsOf(rule, form.limits),
  };
}

function limitsOf(rule: Rule, limits: RuleForm['limits']): RuleChange {
  const filters: RuleFilters = {
    projects: namesIn(limits.projects),
    agents: namesIn(limits.agents),
    models: namesIn(limits.models),
    labels: namesIn(limits.labels),
  };
  const { quietFrom: from, quietTo: to } = limits;
  const timezone = limits.timezone.trim() === '' ? viewersZone() : limits.timezone.trim();
  const quietHours = from === '' || to === '' ? null : { from, to, timezone };
  return {
    ...(isSame(filters, rule.filters) ? {} : { filters }),
    ...(isSame(quietHours, rule.quietHours) ? {} : { quietHours }),
  };
}

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How often the rule would have fired. */
export function previewWords({ from, to, times, isExact, reason }: RulePreview): string {
  if (times === null) return reason ?? texts.previewUnknown;
  return texts.wouldHaveFired(times, isExact, span(to - from));
}

const MINUTES = /^\d{1,4}$/;

function minutesOf(text: string): number | null {
  const minutes = MINUTES.test(text.trim()) ? Number(text) : 0;
  return minutes >= 1 && minutes <= LIMITS.alertMinutes ? minutes : null;
}

const isSameChoice = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === null || b === null ? a === b : [...a].sort().join() === [...b].sort().join();
