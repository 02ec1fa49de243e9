import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { PlatformAnswer, Received } from './platform.ts';

/** What the platforms document of their incoming webhooks: shapes, limits, rates and answers. */

const plainText = (length: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(length),
    emoji: z.boolean().optional(),
  });
const anyText = (length: number) =>
  z.union([
    plainText(length),
    z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(length) }),
  ]);

/** https://docs.slack.dev/reference/block-kit/blocks */
export const slackBlocks = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('header'), text: plainText(150) }),
      z
        .strictObject({
          type: z.literal('section'),
          text: anyText(3_000).optional(),
          fields: z.array(anyText(2_000)).min(1).max(10).optional(),
        })
        .refine(({ text, fields }) => text !== undefined || fields !== undefined),
      z.strictObject({
        type: z.literal('context'),
        elements: z.array(anyText(2_000)).min(1).max(10),
      }),
    ]),
  )
  .min(1)
  .max(50);

const slackSchema = z.strictObject({
  text: z.string().min(1).max(40_000),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  blocks: slackBlocks,
});

const SLACK_PAUSE_MS = 1_000;

/** One message a second; `ok`, or a word about what is wrong. */
export function slack(message: Received, before: readonly Received[]): PlatformAnswer {
  const taken = before.filter(({ status }) => status === 200);
  if (message.at - (taken.at(-1)?.at ?? 0) < SLACK_PAUSE_MS) {
    return { status: 429, headers: { 'retry-after': '1' }, body: 'rate_limited' };
  }
  if (!slackSchema.safeParse(message.json).success) return { status: 400, body: 'invalid_blocks' };
  return { status: 200, body: 'ok' };
}

/** https://docs.discord.com/developers/resources/webhook and .../message#embed-object-embed-limits */
const discordSchema = z.strictObject({
  allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
  embeds: z
    .array(
      z
        .strictObject({
          title: z.string().max(256).optional(),
          url: z.url().optional(),
          description: z.string().max(4_096).optional(),
          color: z.int().min(0).max(0xffffff).optional(),
          timestamp: z.iso.datetime().optional(),
          fields: z
            .array(
              z.strictObject({
                name: z.string().min(1).max(256),
                value: z.string().min(1).max(1_024),
                inline: z.boolean().optional(),
              }),
            )
            .max(25)
            .optional(),
          footer: z.strictObject({ text: z.string().max(2_048) }).optional(),
        })
        .refine(({ title = '', description = '', fields = [], footer }) => {
          const texts = fields.flatMap(({ name, value }) => [name, value]);
          return [title, description, footer?.text ?? '', ...texts].join('').length <= 6_000;
        }),
    )
    .min(1)
    .max(10),
});

const DISCORD_WINDOW_MS = 2_000;
const DISCORD_MESSAGES = 5;

/** Five messages in two seconds; nothing to say to a good one. */
export function discord(message: Received, before: readonly Received[]): PlatformAnswer {
  const recent = before.filter(
    ({ status, at }) => status < 300 && message.at - at < DISCORD_WINDOW_MS,
  );
  if (recent.length >= DISCORD_MESSAGES) {
    const body = JSON.stringify({ message: 'rate limited', retry_after: 0.5, global: false });
    return { status: 429, headers: { 'retry-after': '0.5' }, body };
  }
  if (discordSchema.safeParse(message.json).success) return madeOrEdited(message, before);
  return { status: 400, body: JSON.stringify({ message: 'Invalid Form Body', code: 50035 }) };
}

/** It says which message it made if it is asked to wait; one can be changed that it made, and nobody deleted. */
function madeOrEdited({ method, url }: Received, before: readonly Received[]): PlatformAnswer {
  const [path = '', query = ''] = url.split('?');
  const made = before.filter((one) => one.method === 'POST' && one.status < 300);
  if (method === 'POST') {
    if (query !== 'wait=true') return { status: 204 };
    return { status: 200, body: JSON.stringify({ type: 0, id: String(made.length + 1) }) };
  }
  const id = Number(/\/messages\/(\d+)$/.exec(path)?.[1]);
  if (method === 'PATCH' && id >= 1 && id <= made.length) {
    return { status: 200, body: JSON.stringify({ type: 0, id: String(id) }) };
  }
  return { status: 404, body: JSON.stringify({ message: 'Unknown Message', code: 10008 }) };
}

/** A receiver that believes only what is signed by its secret, not long ago. */
export const signedBy =
  (secret: () => string) =>
  (message: Received): PlatformAnswer => {
    try {
      new Webhook(secret()).verify(message.body, message.headers);
      return { status: 200, body: 'thank you' };
    } catch {
      return { status: 401, body: 'not signed' };
    }
  };
