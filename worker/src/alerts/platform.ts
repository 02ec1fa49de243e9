import type { ChannelKind } from '@claude-monitor/protocol';
import { discordForm } from './discord.ts';
import type { Form } from './form.ts';
import { slackForm } from './slack.ts';
import { webhookForm } from './webhook.ts';

export const FORMS: Record<ChannelKind, Form> = {
  slack: slackForm,
  discord: discordForm,
  webhook: webhookForm,
};
