import { Webhook } from 'standardwebhooks';
import type { Notice } from '../domain/alerts/notice.ts';
import { neutralText } from './neutral-text.ts';
import { NOT_CONFIRMED, type Answer, type Envelope, type Form, type Rendered } from './form.ts';

const NAME_LENGTH = 200;
const TEXT_LENGTH = 2_000;

/** Any receiver that follows the Standard Webhooks specification: JSON, signed, any 2xx will do. */
export const webhookForm: Form = {
  pauseMs: 0,
  follows: 'told',
  render: async (notice, envelope): Promise<Rendered> => {
    const body = JSON.stringify(webhookBody(notice, envelope));
    return { headers: signed(body, envelope), body };
  },
  faultOf: ({ status }: Answer) => (status >= 200 && status < 300 ? null : NOT_CONFIRMED),
};

function webhookBody(notice: Notice, envelope: Envelope): object {
  const { id, pageUrl, incident, acknowledgeUrl } = envelope;
  const { purpose, rule, severity, at, endedAt, isLate, more } = notice;
  return {
    type: rule === null ? purpose : `${purpose}.${rule}`,
    timestamp: new Date(at).toISOString(),
    data: {
      id,
      title: neutralText(notice.title, NAME_LENGTH),
      text: notice.text === null ? null : neutralText(notice.text, TEXT_LENGTH),
      severity,
      endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
      isLate,
      more,
      facts: Object.fromEntries(
        notice.facts.map(({ label, value }) => [
          label.toLowerCase(),
          neutralText(value, NAME_LENGTH),
        ]),
      ),
      status: notice.status ?? null,
      incident: incident === null ? null : { ...incident, acknowledgeUrl },
      url: pageUrl,
    },
  };
}

function signed(body: string, { id, secret, now }: Envelope): Record<string, string> {
  if (secret === null) return {};
  const signature = new Webhook(secret).sign(id, new Date(now), body);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': signature,
  };
}
