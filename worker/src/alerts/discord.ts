import type { APIEmbed, RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10';
import { z } from 'zod';
import { moreInWords, type Notice } from '../domain/alerts/notice.ts';
import { neutralText } from './neutral-text.ts';
import { NOT_CONFIRMED, type Answer, type Envelope, type Form, type Rendered } from './form.ts';

/** Discord's limits after escaping, which may double a text: title 256, value 1,024, all embeds 6,000. */
const TITLE_LENGTH = 120;
const VALUE_LENGTH = 200;
const TEXT_LENGTH = 600;
const FIELDS_AT_MOST = 10;

const COLOURS = {
  alert: 0xd92d20,
  recovery: 0x079455,
  update: 0x475467,
  test: 0x475467,
  report: 0x3554c4,
  budget: 0xdc6803,
} as const;

/** All that Discord's markdown gives a meaning. */
const MARKUP = /[\\*_~`|>#[\]():-]/g;

/** A webhook of Discord: one embed, in which nobody is mentioned, whatever a name says. */
export const discordForm: Form = {
  /** Five messages in two seconds. */
  pauseMs: 450,
  follows: 'edited',
  render: async (notice, envelope, url): Promise<Rendered> => ({
    headers: {},
    body: JSON.stringify(discordMessage(notice, envelope)),
    to: addressOf(url, envelope.edits),
  }),
  faultOf: (answer: Answer) => (messageOf(answer) === null ? NOT_CONFIRMED : null),
  messageOf,
};

const madeSchema = z.object({ id: z.string().regex(/^\d{1,25}$/) });

/** With `wait` it answers with the message, or why there is none; without, before it knows. */
function messageOf({ status, text }: Answer): string | null {
  if (status !== 200) return null;
  try {
    return madeSchema.safeParse(JSON.parse(text)).data?.id ?? null;
  } catch {
    return null;
  }
}

/** https://docs.discord.com/developers/resources/webhook: execute, and edit a message of one's own. */
function addressOf(url: string, edits: string | null): Rendered['to'] {
  const address = new URL(url);
  if (edits === null) {
    address.searchParams.set('wait', 'true');
    return { method: 'POST', url: address.href };
  }
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/messages/${edits}`;
  return { method: 'PATCH', url: address.href };
}

type About = Pick<Envelope, 'pageUrl' | 'acknowledgeUrl'>;

export function discordMessage(notice: Notice, about: About): RESTPostAPIWebhookWithTokenJSONBody {
  return { embeds: [embedOf(notice, about)], allowed_mentions: { parse: [] } };
}

function embedOf(notice: Notice, { pageUrl, acknowledgeUrl }: About): APIEmbed {
  const fields = notice.facts.slice(0, FIELDS_AT_MOST).map(({ label, value }) => ({
    name: label,
    value: escaped(value, VALUE_LENGTH),
    inline: true,
  }));
  const text = notice.text === null ? '' : escaped(notice.text, TEXT_LENGTH);
  const status = notice.status === undefined ? '' : escaped(notice.status, VALUE_LENGTH);
  const link = acknowledgeUrl === null ? '' : `[Acknowledge](${acknowledgeUrl})`;
  const lines = [text, status, closingLine(notice), link];
  const description = lines.filter((line) => line !== '').join('\n');
  return {
    title: escaped(notice.title, TITLE_LENGTH),
    url: pageUrl,
    description,
    color: COLOURS[notice.purpose],
    timestamp: new Date(notice.at).toISOString(),
    fields,
    footer: { text: 'Claude Monitor' },
  };
}

/** Only our own words and numbers; Discord shows the times in the reader's own zone. */
function closingLine(notice: Notice): string {
  const { rule, note } = notice;
  if (note !== undefined) return escaped(note, VALUE_LENGTH);
  const when = rule === 'error' || rule === null ? '' : 'Since ';
  const parts = [
    `${when}${dateOf(notice.at)}`,
    notice.endedAt === null ? '' : `until ${dateOf(notice.endedAt)}`,
    moreInWords(notice),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

const dateOf = (at: number): string => `<t:${String(Math.floor(at / 1_000))}:f>`;

const escaped = (text: string, length: number): string =>
  neutralText(text, length).replace(MARKUP, '\\$&');
