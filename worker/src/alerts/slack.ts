import type { KnownBlock, PlainTextElement } from '@slack/types';
import { moreInWords, type Notice } from '../domain/alerts/notice.ts';
import { neutralText } from './neutral-text.ts';
import { NOT_CONFIRMED, type Answer, type Envelope, type Form, type Rendered } from './form.ts';

/** Slack's limits, with room left: a header 150, a text of a section 3,000, of a field 2,000, ten fields. */
const HEADER_LENGTH = 140;
const FIELD_LENGTH = 200;
const TEXT_LENGTH = 1_000;
const FIELDS_AT_MOST = 10;

export type SlackMessage = {
  text: string;
  mrkdwn: false;
  unfurl_links: false;
  blocks: KnownBlock[];
};

/** An incoming webhook of Slack: Block Kit, with every name in a text that is never read as markup. */
export const slackForm: Form = {
  /** One message a second. */
  pauseMs: 1_100,
  // It does not say which message it made, so nothing can be changed or answered in a thread.
  follows: 'end only',
  render: async (notice, envelope): Promise<Rendered> => ({
    headers: {},
    body: JSON.stringify(slackMessage(notice, envelope)),
  }),
  // Slack says `ok`, and in words what is wrong, with any status.
  faultOf: ({ status, text }: Answer) =>
    status === 200 && text.trim() === 'ok' ? null : NOT_CONFIRMED,
};

type About = Pick<Envelope, 'pageUrl' | 'acknowledgeUrl'>;

export function slackMessage(notice: Notice, about: About): SlackMessage {
  const title = neutralText(notice.title, HEADER_LENGTH);
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(title) }];
  if (notice.text !== null) {
    blocks.push({ type: 'section', text: plain(neutralText(notice.text, TEXT_LENGTH)) });
  }
  const fields = notice.facts.slice(0, FIELDS_AT_MOST).map(({ label, value }) => {
    return plain(`${label}: ${neutralText(value, FIELD_LENGTH)}`);
  });
  if (fields.length > 0) blocks.push({ type: 'section', fields });
  blocks.push({
    type: 'context',
    elements: [{ type: 'mrkdwn', text: closingLine(notice, about) }],
  });
  return { text: title, mrkdwn: false, unfurl_links: false, blocks };
}

/** Only our own words, numbers and address stand here: it is read as markup. */
function closingLine(notice: Notice, { pageUrl, acknowledgeUrl }: About): string {
  const parts = [
    notice.status === undefined ? '' : neutralText(notice.status, FIELD_LENGTH),
    notice.note === undefined ? sinceOf(notice) : neutralText(notice.note, FIELD_LENGTH),
    notice.endedAt === null ? '' : `until ${dateOf(notice.endedAt)}`,
    moreInWords(notice),
    `<${pageUrl}|Open in Claude Monitor>`,
    acknowledgeUrl === null ? '' : `<${acknowledgeUrl}|Acknowledge>`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function sinceOf({ rule, at }: Notice): string {
  const when = rule === 'error' || rule === null ? '' : 'Since ';
  return `${when}${dateOf(at)}`;
}

/** Slack shows it in the reader's own zone. */
function dateOf(at: number): string {
  const fallback = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${String(Math.floor(at / 1_000))}^{date_short_pretty} {time}|${fallback} UTC>`;
}

export const plain = (text: string): PlainTextElement => ({
  type: 'plain_text',
  text,
  emoji: false,
});
