import type { ReceiverKind } from '@claude-monitor/protocol';
import { discordForm } from './discord.ts';
import type { Form } from './form.ts';
import { pushForm } from './push.ts';
import { slackAppForm } from './slack-app.ts';
import { slackForm } from './slack.ts';
import { webhookForm } from './webhook.ts';

export const FORMS: Record<ReceiverKind, Form> = {
  slack: slackForm,
  slack_app: slackAppForm,
  discord: discordForm,
  webhook: webhookForm,
  push: pushForm,
};
