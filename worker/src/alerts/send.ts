import { LIMITS, retryAfterMs, type ReceiverKind } from '@claude-monitor/protocol';
import type { Notice } from '../domain/alerts/notice.ts';
import type { Failed, Outcome } from '../domain/alerts/retry.ts';
import { urlFault } from '../domain/alerts/webhook-url.ts';
import { FORMS } from './platform.ts';
import type { Envelope, Rendered } from './form.ts';
import { retryAfterIn } from './retry-after-in.ts';

export type Post = {
  kind: ReceiverKind;
  url: string;
  notice: Notice;
  envelope: Envelope;
  isLocalAllowed: boolean;
};

const KEPT_LENGTH = 200;

/** Posts one message; every failure is a value. Redirects are not followed (rule SHR5). */
export async function send(post: Post, fetcher: typeof fetch): Promise<Outcome> {
  const { kind, url, notice, envelope, isLocalAllowed } = post;
  // Asked again with each message: a rule that is stricter today holds for what was made yesterday.
  if (urlFault(kind, url, isLocalAllowed) !== null) return failed('forbidden_url', true);
  const form = FORMS[kind];
  const outcome = await sendOne(post, await form.render(notice, envelope, url), fetcher);
  const line = outcome.ok ? (form.inThread?.(notice, envelope, url) ?? null) : null;
  if (line === null) return outcome;
  // Where this fails both are sent again: to change a message twice changes nothing.
  const delivery = await sendOne(post, line, fetcher);
  return delivery.ok ? outcome : delivery;
}

async function sendOne(
  post: Post,
  { headers, body, to }: Rendered,
  fetcher: typeof fetch,
): Promise<Outcome> {
  const { kind, url, envelope } = post;
  const signal = AbortSignal.timeout(LIMITS.deliveryTimeoutMs);
  try {
    const response = await fetcher(to?.url ?? url, {
      method: to?.method ?? 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'claude-monitor',
        'idempotency-key': envelope.id,
        ...headers,
      },
      body,
      redirect: 'manual',
      signal,
    });
    const answer = { status: response.status, text: await readCut(response.body, bytesOf(kind)) };
    const outcome = failureOf(post, answer, response.headers.get('retry-after'));
    return { ...outcome, text: outcome.text.slice(0, KEPT_LENGTH) };
  } catch {
    return failed(signal.aborted ? 'timeout' : 'unreachable', false);
  }
}

/** An answer that names the message holds all of it. */
const bytesOf = (kind: ReceiverKind): number =>
  FORMS[kind].messageOf === undefined ? LIMITS.deliveryAnswerBytes : LIMITS.deliveryMessageBytes;

type Answer = { status: number; text: string };

function failureOf({ kind, envelope }: Post, answer: Answer, retryAfter: string | null): Outcome {
  const { status } = answer;
  const bound = { now: envelope.now, longestMs: LIMITS.deliveryMaxAgeMs };
  const requestedMs =
    retryAfterMs(retryAfter, bound) ?? retryAfterMs(retryAfterIn(answer.text), bound);
  const delivery = { ...answer, retryAfterMs: requestedMs };
  if (status >= 300 && status < 400) return { ...failed('redirected', true), ...answer };
  if (status === 429) return { ...failed('rate_limited', false), ...delivery };
  if (status >= 500) return { ...failed('failed', false), ...delivery };
  if (status >= 400) {
    // Of a platform it is a word about the message; a server of one's own may be being deployed.
    if (status === 404 && envelope.edits !== null)
      return { ...failed('message_gone', false), ...delivery };
    const isFinal = status === 410 || (kind !== 'webhook' && status !== 408);
    return { ...failed('refused', isFinal), ...delivery };
  }
  const fault = FORMS[kind].faultOf(answer);
  if (fault !== null) {
    // A new message has nothing to be gone.
    const isGone = fault.code === 'message_gone' && envelope.edits === null;
    const of = isGone ? failed('refused', true) : failed(fault.code, fault.isFinal);
    return { ...of, ...delivery };
  }
  return { ok: true, message: FORMS[kind].messageOf?.(answer) ?? null, ...answer };
}

const failed = (code: Failed['code'], isFinal: boolean): Failed => ({
  ok: false,
  code,
  isFinal,
  retryAfterMs: null,
  status: null,
  text: '',
});

/** The beginning of the body, however much there is: the rest is not read. */
async function readCut(body: ReadableStream<Uint8Array> | null, most: number): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (bytes < most) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, most - bytes), { stream: true });
    bytes += value.byteLength;
  }
  await reader.cancel();
  return text;
}
