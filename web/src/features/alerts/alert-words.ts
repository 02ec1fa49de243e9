import type {
  AlertField,
  Channel,
  ChannelKind,
  Delivery,
  DeliveryFailure,
  Rule,
  RuleChange,
  RuleKind,
} from '@claude-monitor/protocol/api/alerts';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { span, timeOfDay } from '../../lib/format/time.ts';
import { SHOWABLE_WORDS } from '../../lib/format/showable-words.ts';

export const CHANNEL_WORDS: Readonly<Record<ChannelKind, { name: string; where: string }>> = {
  slack: {
    name: 'Slack',
    where: 'URL of an incoming webhook: https://hooks.slack.com/services/…',
  },
  discord: {
    name: 'Discord',
    where: 'URL of a webhook of a channel: https://discord.com/api/webhooks/…',
  },
  webhook: {
    name: 'another receiver',
    where:
      'https URL that takes messages by Standard Webhooks; the secret to check them by is shown once',
  },
};

export const FIELD_WORDS: Readonly<Record<AlertField, string>> = {
  ...SHOWABLE_WORDS,
  texts: 'texts: messages of errors, descriptions of tasks, why an agent waits',
};

export const RULE_WORDS: Readonly<Record<RuleKind, { name: string; about: string }>> = {
  error: { name: 'Error', about: 'An agent reports an error at least as severe as this' },
  'task-failed': { name: 'Failed task', about: 'A task ends without success' },
  waiting: { name: 'Waiting', about: 'An agent waits for a human for longer than this' },
  lost: { name: 'Lost', about: 'Nothing more is heard from a session that was at work' },
};

export const FAILURE_WORDS: Readonly<Record<DeliveryFailure, string>> = {
  timeout: 'no answer in time',
  unreachable: 'not reachable',
  redirected: 'it sends elsewhere, which is not followed',
  rate_limited: 'it takes no more for now',
  refused: 'it refuses the message',
  failed: 'it failed itself',
  bad_answer: 'it answered, but not that it took the message',
  forbidden_url: 'its address may not be called',
  expired: 'it waited for too long to be of use',
  channel_deleted: 'the channel was removed',
};

export function channelState({ failing, lastDeliveredAt }: Channel, now: number): string {
  if (failing !== null) {
    const again =
      failing.nextAt === null ? 'with the next message' : `at ${timeOfDay(failing.nextAt)}`;
    return `failing for ${span(now - failing.since)}: ${FAILURE_WORDS[failing.code]}; tried again ${again}`;
  }
  return lastDeliveredAt === null
    ? 'nothing delivered yet'
    : `last message ${span(now - lastDeliveredAt)} ago`;
}

export function deliveryState({ state, attempts, nextAt, lastError }: Delivery): string {
  if (state === 'delivered') return 'delivered';
  if (state === 'queued') return 'on its way';
  const why = lastError === null ? '' : `: ${FAILURE_WORDS[lastError.code]}`;
  const tries = `after ${String(attempts)} ${attempts === 1 ? 'try' : 'tries'}`;
  if (state === 'parked') return `given up ${tries}${why}`;
  return `again${nextAt === null ? '' : ` at ${timeOfDay(nextAt)}`}, ${tries}${why}`;
}

/** How a test went, with what the platform said. */
export function testWords(delivery: Delivery): string {
  const { answer } = delivery;
  const said =
    answer === null ? '' : ` It said ${String(answer.status)}: ${answer.text || 'nothing'}`;
  return delivery.state === 'delivered'
    ? 'The test message was delivered.'
    : `Not delivered, ${deliveryState(delivery)}.${said}`;
}

/** A rule as its form has it: numbers as they were typed. */
export type RuleForm = Omit<Rule, 'minutes' | 'cooldownMinutes'> & {
  minutes: string | null;
  cooldownMinutes: string;
};

export const formOf = (rule: Rule): RuleForm => ({
  ...rule,
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
  };
}

const MINUTES = /^\d{1,4}$/;

function minutesOf(text: string): number | null {
  const minutes = MINUTES.test(text.trim()) ? Number(text) : 0;
  return minutes >= 1 && minutes <= LIMITS.alertMinutes ? minutes : null;
}

const isSameChoice = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === null || b === null ? a === b : [...a].sort().join() === [...b].sort().join();

/** What is said of a channel without a name. */
export const NAMELESS = 'Enter a name to recognize it in this list.';
