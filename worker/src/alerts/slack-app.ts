import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Notice } from '../domain/alerts/notice.ts';
import { neutralText } from './neutral-text.ts';
import { plain, slackMessage } from './slack.ts';
import {
  NOT_CONFIRMED,
  type Answer,
  type Envelope,
  type Fault,
  type Form,
  type Rendered,
} from './form.ts';

const LINE_LENGTH = 200;

/** The bot of a Slack app: its messages are changed, and what was done is kept in their threads. */
export const slackAppForm: Form = {
  /** One message a second in a channel; a change may post a line of its thread as well. */
  pauseMs: 1_300,
  follows: 'edited',
  render: async (notice, envelope, url): Promise<Rendered> => {
    const { text, blocks, unfurl_links, mrkdwn } = slackMessage(notice, envelope);
    if (envelope.edits === null) {
      const message = { text, blocks, unfurl_links, mrkdwn };
      return callOf({ method: 'chat.postMessage', message, url }, envelope);
    }
    // Unlike a new message, a change would have its text read for links and mentions.
    const asItIs = { parse: 'none', link_names: false };
    const message = { ts: envelope.edits, text, blocks, ...asItIs };
    return callOf({ method: 'chat.update', message, url }, envelope);
  },
  inThread: (notice, envelope, url): Rendered | null => {
    const line = lineOf(notice);
    if (line === null || envelope.edits === null) return null;
    const text = neutralText(line, LINE_LENGTH);
    const blocks: KnownBlock[] = [{ type: 'section', text: plain(text) }];
    const message = { thread_ts: envelope.edits, text, blocks, unfurl_links: false, mrkdwn: false };
    return callOf({ method: 'chat.postMessage', message, url }, envelope);
  },
  faultOf: (answer: Answer): Fault | null => {
    const slackAnswer = answerOf(answer);
    if (slackAnswer === null) return NOT_CONFIRMED;
    return slackAnswer.ok ? null : faultOf(slackAnswer.error);
  },
  messageOf: (answer: Answer) => {
    const slackAnswer = answerOf(answer);
    return slackAnswer?.ok === true ? slackAnswer.ts : null;
  },
};

/** What people did, or that it is over: a reason that changes is seen in the message itself. */
const lineOf = ({ purpose, title, change }: Notice): string | null =>
  purpose === 'recovery' ? title : (change ?? null);

type Call = { method: 'chat.postMessage' | 'chat.update'; message: object; url: string };

function callOf({ method, message, url }: Call, { secret, slackChannel }: Envelope): Rendered {
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      authorization: `Bearer ${secret ?? ''}`,
    },
    body: JSON.stringify({ channel: slackChannel, ...message }),
    to: { method: 'POST', url: new URL(method, url).href },
  };
}

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ts: z.string().regex(/^\d{1,20}\.\d{1,10}$/) }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Slack says in the body what is wrong, with a status of 200. */
function answerOf({ status, text }: Answer): z.infer<typeof answerSchema> | null {
  if (status !== 200) return null;
  try {
    return answerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** https://docs.slack.dev/reference/methods/chat.postMessage and chat.update: of some 80, those that pass or are mended. */
function faultOf(error: string): Fault {
  switch (error) {
    case 'ratelimited':
    case 'rate_limited':
    case 'message_limit_exceeded':
      return { code: 'rate_limited', isFinal: false };
    case 'fatal_error':
    case 'internal_error':
    case 'request_timeout':
    case 'service_unavailable':
    case 'team_added_to_org':
      return { code: 'failed', isFinal: false };
    case 'message_not_found':
    case 'cant_update_message':
    case 'edit_window_closed':
      return { code: 'message_gone', isFinal: false };
    default:
      return { code: 'refused', isFinal: true };
  }
}
