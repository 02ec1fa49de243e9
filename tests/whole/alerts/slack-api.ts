import { z } from 'zod';
import { slackBlocks } from './platform-rules.ts';
import type { PlatformAnswer, Received } from './platform.ts';

/**
 * What Slack documents of chat.postMessage and chat.update: who may, shapes, limits, rates and answers.
 * https://docs.slack.dev/reference/methods/chat.postMessage, .../chat.update, /apis/web-api/rate-limits
 */

/** Tier 3: 50 a minute. */
const UPDATES_IN_MINUTE = 50;
const TEXT_LENGTH = 40_000;
const MINUTE_MS = 60_000;

const common = { channel: z.string(), text: z.string().min(1), blocks: slackBlocks };
const postSchema = z.strictObject({
  ...common,
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
});
const updateSchema = z.strictObject({
  ...common,
  ts: z.string(),
  // Without it the text of a change is read for mentions and links.
  parse: z.literal('none'),
  link_names: z.literal(false),
});

export type SlackMessage = { ts: string; thread: string | null; text: string; title: string };

/** One workspace of Slack, with one app in it, and one channel that the bot is a member of. */
export class SlackApi {
  readonly token = 'xoxb-1234567890-canary-of-a-bot-token-wxyz';
  readonly channel = 'C0123456789';
  /** As people see them, the oldest first. */
  readonly messages: SlackMessage[] = [];
  /** Requests that were not as documented. */
  readonly faults: string[] = [];
  /** Between two messages in a channel: one a second. */
  postPauseMs = 1_000;
  /** Said to the next requests, instead of what it would say. */
  readonly answers: PlatformAnswer[] = [];
  readonly #posts: number[] = [];
  readonly #updates: number[] = [];

  readonly check = (request: Received): PlatformAnswer =>
    this.answers.shift() ?? this.#answerTo(request);

  delete(ts: string): void {
    const at = this.messages.findIndex((message) => message.ts === ts);
    this.messages.splice(at, 1);
  }

  #answerTo({ method, url, headers, json, at }: Received): PlatformAnswer {
    const call = /\/api\/([\w.]+)$/.exec(url)?.[1];
    if (method !== 'POST') return refused('invalid_post_type');
    if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) {
      return refused('invalid_post_type');
    }
    if (headers['authorization'] === undefined) return refused('not_authed');
    if (headers['authorization'] !== `Bearer ${this.token}`) return refused('invalid_auth');
    if (call === 'chat.postMessage') return this.#post(json, at);
    return call === 'chat.update' ? this.#update(json, at) : refused('unknown_method');
  }

  #post(json: unknown, at: number): PlatformAnswer {
    if (at - (this.#posts.at(-1) ?? 0) < this.postPauseMs) return LIMITED;
    const parsed = postSchema.safeParse(json);
    if (!parsed.success) return this.#malformed(parsed.error);
    const { channel, text, thread_ts: thread = null } = parsed.data;
    if (channel !== this.channel) return refused('channel_not_found');
    if (text.length > TEXT_LENGTH) return refused('msg_too_long');
    if (thread !== null && !this.messages.some(({ ts }) => ts === thread)) {
      return refused('thread_not_found');
    }
    const ts = `${String(Math.floor(at / 1_000))}.${String(this.#posts.length).padStart(6, '0')}`;
    this.#posts.push(at);
    this.messages.push({ ts, thread, text, title: titleOf(parsed.data.blocks) });
    return taken({ channel, ts, message: { type: 'message', bot_id: 'B1', text, ts } });
  }

  #update(json: unknown, at: number): PlatformAnswer {
    const recent = this.#updates.filter((one) => at - one < MINUTE_MS);
    if (recent.length >= UPDATES_IN_MINUTE) return LIMITED;
    const parsed = updateSchema.safeParse(json);
    if (!parsed.success) return this.#malformed(parsed.error);
    const { channel, ts, text, blocks } = parsed.data;
    if (channel !== this.channel) return refused('channel_not_found');
    const message = this.messages.find((one) => one.ts === ts);
    if (message === undefined) return refused('message_not_found');
    this.#updates.push(at);
    Object.assign(message, { text, title: titleOf(blocks) });
    return taken({ channel, ts, text });
  }

  #malformed(error: z.ZodError): PlatformAnswer {
    this.faults.push(error.message);
    return refused('invalid_blocks');
  }
}

const answerWith = (body: object): PlatformAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});
const taken = (body: object): PlatformAnswer => answerWith({ ok: true, ...body });
/** What is wrong is said with a status of 200. */
export const refused = (error: string): PlatformAnswer => answerWith({ ok: false, error });

const LIMITED: PlatformAnswer = {
  status: 429,
  headers: { 'retry-after': '1' },
  body: JSON.stringify({ ok: false, error: 'ratelimited' }),
};

function titleOf(blocks: z.infer<typeof slackBlocks>): string {
  const [first] = blocks;
  return first !== undefined && 'text' in first ? (first.text?.text ?? '') : '';
}
