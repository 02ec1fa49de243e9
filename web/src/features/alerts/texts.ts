import type {
  AlertField,
  ChannelKind,
  Delivery,
  DeliveryFailure,
  DeliveryState,
  RuleKind,
} from '@claude-monitor/protocol/api/alerts';
import type { Severity } from '@claude-monitor/protocol/event/event';
import { SHOWABLE_WORDS } from '../../lib/format/showable-words.ts';

export const pageTitle = 'Alerts · Claude Monitor';
export const listName = 'alerts';

export const channels = 'Channels';
export const channelsAbout = 'Where to send alerts.';
export const noChannels = 'No channels yet. Add one to receive alerts.';
export const addChannel = 'Add channel';
export const CHANNEL_WORDS: Readonly<Record<ChannelKind, { name: string; where: string }>> = {
  slack: {
    name: 'Slack webhook',
    where: 'The URL of an incoming webhook: https://hooks.slack.com/services/…',
  },
  slack_app: {
    name: 'Slack app',
    where:
      'An app whose bot updates its messages. It needs the scope chat:write, and must be in the channel.',
  },
  discord: {
    name: 'Discord',
    where: 'The URL of a channel webhook: https://discord.com/api/webhooks/…',
  },
  webhook: {
    name: 'Webhook',
    where:
      'An https URL that accepts Standard Webhooks. You get its signing secret when you add it.',
  },
};
export const channelLine = (kind: string, host: string, urlEnd: string): string =>
  `${kind}, ${host}, …${urlEnd}`;
export const appLine = (kind: string, slackChannel: string, tokenEnd: string): string =>
  `${kind}, channel ${slackChannel}, token …${tokenEnd}`;
export const includes = (names: string): string => `messages include ${names}`;
export const noNames = 'no names';
export const textsInShort = 'texts';
export const sending = 'Sending…';
export const test = 'Test';
export const edit = 'Edit';
export const remove = 'Remove';
export const testChannel = (name: string): string => `Test ${name}`;
export const editChannel = (name: string): string => `Edit ${name}`;
export const removeChannel = (name: string): string => `Remove ${name}`;
export const failingFor = (span: string, why: string, next: string): string =>
  `Failing for ${span}: ${why}. ${next}`;
export const retriesWithNext = 'Retries with the next message.';
export const retriesAt = (time: string): string => `Retries at ${time}.`;
export const nothingDelivered = 'Nothing delivered yet';
export const lastMessage = (ago: string): string => `Last message ${ago}`;

export const newChannel = 'New channel';
export const kindField = 'Type';
export const nameField = 'Name';
export const urlField = 'URL';
export const urlMeans = (where: string): string =>
  `${where} It must be publicly reachable. You can’t see it again.`;
export const urlMissing = 'The URL must start with https://.';
export const tokenField = 'Bot token';
export const tokenMeans = 'From OAuth & Permissions of your app. You can’t see it again.';
export const tokenMissing = 'The bot token must start with xoxb-.';
export const slackChannelField = 'Slack channel ID';
export const slackChannelMeans = 'At the end of the channel’s details in Slack: C0123456789.';
export const slackChannelMissing =
  'The ID must look like C0123456789. It isn’t the channel’s name.';
export const showsField =
  'Include in messages. States, counts, models and times are always included.';
export const FIELD_WORDS: Readonly<Record<AlertField, string>> = {
  ...SHOWABLE_WORDS,
  texts: 'texts: error messages, task descriptions, why an agent is waiting',
};
export const editMeans = 'Applies to new messages. To use another URL, add another channel.';
export const editTitle = (name: string): string => `Edit “${name}”`;
export const secretTitle = (name: string): string => `Signing secret of “${name}”`;
export const secretMeans =
  'Copy it now. You can’t see it again. Your endpoint uses it to verify messages, as defined by Standard Webhooks.';
export const theSecret = 'signing secret';
export const removeTitle = (name: string): string => `Remove “${name}”?`;
export const removeAction = 'Remove channel';
export const removeMeans =
  'It receives no more alerts, and pending messages are dropped. You can’t undo this.';

export const rules = 'Rules';
export const rulesAbout =
  'Choose what to be alerted about. An alert isn’t repeated during its cooldown, and you get a message when it is resolved.';
export const RULE_WORDS: Readonly<Record<RuleKind, { name: string; about: string }>> = {
  error: { name: 'Error', about: 'An agent reports an error of at least this severity.' },
  task_failed: { name: 'Failed task', about: 'A task ends without success.' },
  waiting: { name: 'Waiting', about: 'An agent waits for a person for longer than this.' },
  lost: { name: 'Lost', about: 'An active session stops sending events.' },
  stuck: {
    name: 'Stuck',
    about: 'An agent repeats the same call, or uses tokens without progress.',
  },
  stalled: { name: 'Stalled', about: 'A tool call doesn’t finish.' },
  blocked: { name: 'Blocked', about: 'A task fails that other tasks depend on.' },
  context_full: { name: 'Context nearly full', about: 'A context is 90% full.' },
  incomplete: { name: 'Incomplete', about: 'Records of a session are missing.' },
  service: {
    name: 'Service',
    about: 'Claude Monitor can’t save history, or the database rejects rows.',
  },
};
export const limits = 'Filters and quiet hours';
export const LIMIT_WORDS = {
  projects: 'Projects',
  agents: 'Agents',
  models: 'Models',
  labels: 'Labels (key:value)',
} as const;
export const anyOf = 'Any, or comma-separated names';
export const quietFrom = 'Quiet from';
export const quietTo = 'Quiet until';
export const quietZone = 'Time zone';
export const hasLimits = (limits: Readonly<Record<string, string>>): boolean =>
  Object.values(limits).some((value) => value !== '');
export const preview = 'Preview';
export const previewUnknown = 'Not available for this rule.';
export const wouldHaveFired = (times: number, isExact: boolean, span: string): string => {
  const count = times === 1 ? 'once' : `${times.toLocaleString('en')} times`;
  const fired = times === 0 ? 'not have fired' : `have fired ${isExact ? '' : 'about '}${count}`;
  return `It would ${fired} in the last ${span}.`;
};
export const severityField = 'Minimum severity';
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};
export const minutesField = 'After (minutes)';
export const cooldownField = 'Cooldown (minutes)';
export const minutesMissing = 'Enter a whole number from 1 to 1440.';
export const sendsToNone = 'Select at least one channel to receive this alert.';

export const messages = 'Messages';
export const messagesAbout = 'Pending, delivered and parked messages, newest first.';
export const show = 'Show';
export const all = 'All';
export const DELIVERY_STATE_WORDS: Readonly<Record<DeliveryState, string>> = {
  queued: 'Pending',
  delivered: 'Delivered',
  retrying: 'Retrying',
  parked: 'Parked',
};
export const noMessages = 'No messages yet.';
export const message = 'Message';
export const channel = 'Channel';
export const state = 'State';
export const when = 'Time';
export const PURPOSE_WORDS: Readonly<Record<Delivery['purpose'], string>> = {
  alert: 'alert',
  recovery: 'resolved',
  update: 'update',
  test: 'test',
  report: 'report',
  budget: 'budget',
};
export const ruleAndPurpose = (rule: RuleKind, purpose: Delivery['purpose']): string =>
  `${RULE_WORDS[rule].name}, ${PURPOSE_WORDS[purpose]}`;
export const channelAndState = (channel: string, state: string): string => `${channel}: ${state}`;
export const answered = (status: number, text: string): string =>
  `HTTP ${String(status)}: ${text || emptyAnswer}`;
const emptyAnswer = 'empty response';
export const sendAgain = 'Send again';
export const droppedNote = (count: string): string =>
  `${count} messages were dropped before delivery to make room for newer ones.`;

export const delivered = 'Delivered';
export const deliveredIn = (time: string): string => `Delivered in ${time}`;
export const pending = 'Pending';
export const FAILURE_WORDS: Readonly<Record<DeliveryFailure, string>> = {
  timeout: 'no response in time',
  unreachable: 'unreachable',
  redirected: 'it redirects, and redirects aren’t followed',
  rate_limited: 'rate limited',
  refused: 'it rejected the message',
  failed: 'it returned a server error',
  bad_answer: 'its response didn’t confirm the message',
  forbidden_url: 'its address isn’t allowed',
  expired: 'the message expired before it could be delivered',
  channel_deleted: 'the channel was removed',
  message_gone: 'the message to update was deleted there',
};
export const after = (tries: number): string =>
  `after ${String(tries)} ${tries === 1 ? 'try' : 'tries'}`;
export const because = (why: string): string => `: ${why}`;
export const failedAfter = (after: string, why: string): string => `Parked ${after}${why}`;
export const retrying = (after: string, why: string): string => `Retrying, ${after}${why}`;
export const retryingAt = (time: string, after: string, why: string): string =>
  `Retrying at ${time}, ${after}${why}`;
export const testDelivered = 'Test message delivered.';
export const testFailed = (state: string, answer: string): string =>
  `Test message not delivered. ${state}.${answer}`;
export const testAnswer = (status: number, text: string): string => ` ${answered(status, text)}`;
