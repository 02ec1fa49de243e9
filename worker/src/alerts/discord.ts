import type { APIEmbed, RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10';
import { moreInWords, type Notice } from '../domain/alerts/notice.ts';
import { neutralText } from './neutral-text.ts';
import type { Answer, Form, Rendered } from './form.ts';

/** Discord's limits after escaping, which may double a text: title 256, value 1,024, all embeds 6,000. */
const TITLE_LENGTH = 120;
const VALUE_LENGTH = 200;
const TEXT_LENGTH = 600;
const FIELDS_AT_MOST = 10;

const COLOURS = {
  alert: 0xd92d20,
  recovery: 0x079455,
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
  render: async (notice, { pageUrl }): Promise<Rendered> => ({
    headers: {},
    body: JSON.stringify(discordMessage(notice, pageUrl)),
  }),
  // Without `wait` it has nothing to say.
  failureOf: ({ status }: Answer) => (status === 204 ? null : 'bad_answer'),
};

export function discordMessage(
  notice: Notice,
  pageUrl: string,
): RESTPostAPIWebhookWithTokenJSONBody {
  return { embeds: [embedOf(notice, pageUrl)], allowed_mentions: { parse: [] } };
}

function embedOf(notice: Notice, pageUrl: string): APIEmbed {
  const fields = notice.facts.slice(0, FIELDS_AT_MOST).map(({ label, value }) => ({
    name: label,
    value: escaped(value, VALUE_LENGTH),
    inline: true,
  }));
  const text = notice.text === null ? '' : escaped(notice.text, TEXT_LENGTH);
  const description = [text, closingLine(notice)].filter((line) => line !== '').join('\n');
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
  const when = rule === 'error' || rule === null ? '' : 'since ';
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
