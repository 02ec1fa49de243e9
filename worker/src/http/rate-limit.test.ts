import { env } from 'cloudflare:workers';
import { fromBinary } from '@bufbuild/protobuf';
import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { FailureStatusSchema } from '../../../receivers/src/otlp-proto/answers_pb.ts';
import { createApp } from '../app.ts';
import { createDeps } from '../deps.ts';
import { parseEnv } from '../env.ts';
import { createFakeDeps, ORIGIN } from '../testing/deps.fixture.ts';
import { errorOf } from '../testing/app.fixture.ts';

const SMALL = 3;
/** Windows stand by the clock: so many, close together, pass the limit in one of two. */
const ENOUGH = 2 * SMALL + 1;

const EXPORT = { logs: 'resourceLogs', metrics: 'resourceMetrics', traces: 'resourceSpans' };

type Sent = RequestInit & { type?: string };

const JSON_TYPE = 'application/json';

/** The app with the platform's own limiter, as it is bound; and a key of a workspace of its own. */
async function limited(isWithinRate = smallRate()) {
  const fake = createFakeDeps({ isWithinRate });
  const app = createApp(fake.deps);
  const key = await fake.keyOf(`w${crypto.randomUUID().replaceAll('-', '')}`, ['ingest', 'read']);
  const send = async (path: string, bearer = key, { type = JSON_TYPE, ...init }: Sent = {}) =>
    await app.request(ORIGIN + path, {
      method: 'POST',
      body: '{}',
      ...init,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
    });
  /** Sends until the limiter has had enough; the answer that says so. */
  const sendTooMany = async (path: string, init: Sent = {}): Promise<Response> => {
    for (let times = 0; times < ENOUGH; times++) {
      const answer = await send(path, key, init);
      if (answer.status === 429) return answer;
    }
    throw new Error('never limited');
  };
  return { fake, send, sendTooMany };
}

function smallRate() {
  const parsed = parseEnv({ ...env, INGEST_RATE: env.SMALL_RATE });
  if (!parsed.ok) throw new Error(parsed.problem);
  return createDeps(parsed.env, env).isWithinRate;
}

const retryAfter = String(LIMITS.ratePeriodMs / 1_000);

describe('the rate of a key', () => {
  test.each(['/v1/events', '/v1/hooks/claude-code', '/mcp'])(
    'on %s: past it 429 with Retry-After',
    async (path) => {
      const { sendTooMany } = await limited();
      const answer = await sendTooMany(path);
      expect(answer.headers.get('retry-after')).toBe(retryAfter);
      expect(await errorOf(answer)).toMatchObject({ code: 'rate_limited' });
    },
  );

  test.each(['logs', 'metrics', 'traces'] as const)(
    'on /v1/%s: past it a google.rpc.Status in the encoding of the request',
    async (signal) => {
      const { sendTooMany, send } = await limited();
      const body = JSON.stringify({ [EXPORT[signal]]: [] });
      const json = await sendTooMany(`/v1/${signal}`, { body });
      expect(json.headers.get('retry-after')).toBe(retryAfter);
      expect(await json.json()).toMatchObject({ code: 8, error: { code: 'rate_limited' } });
      const type = 'application/x-protobuf';
      const protobuf = await sendTooMany(`/v1/${signal}`, { type, body: new Uint8Array() });
      expect(protobuf.headers.get('retry-after')).toBe(retryAfter);
      expect(protobuf.headers.get('content-type')).toBe(type);
      const status = fromBinary(FailureStatusSchema, new Uint8Array(await protobuf.arrayBuffer()));
      expect(status.code).toBe(8);
      // Reading is not limited.
      expect((await send('/v1/status', undefined, { method: 'GET', body: null })).status).not.toBe(
        429,
      );
    },
  );

  test('[ING4] is asked before the body is read', async () => {
    const { sendTooMany } = await limited();
    const body = new ReadableStream<Uint8Array>(
      {
        pull: () => {
          throw new Error('read');
        },
      },
      // Nothing is taken ahead of a reader.
      { highWaterMark: 0 },
    );
    await sendTooMany('/v1/events');
    const answer = await sendTooMany('/v1/events', { body, ...{ duplex: 'half' } });
    expect(answer.status).toBe(429);
  });

  test('[ING4] is answered to a client that still writes, when all of its body is gone', async () => {
    const { send, sendTooMany } = await limited();
    await sendTooMany('/v1/logs');
    let sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (sent++ < 64) controller.enqueue(new Uint8Array(64 * 1024));
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const answer = await send('/v1/logs', undefined, { body, ...{ duplex: 'half' } });
    expect([answer.status, sent]).toEqual([429, 65]);
  });

  test('is its own: another key is heard', async () => {
    const { fake, send, sendTooMany } = await limited();
    await sendTooMany('/v1/events');
    const other = await fake.keyOf('another', ['ingest']);
    expect((await send('/v1/events', other, { body: '{"events":[]}' })).status).toBe(202);
  });

  test('does not hold where there is no limiter, or it is away', async () => {
    const parsed = parseEnv({ ...env, INGEST_RATE: undefined });
    if (!parsed.ok) throw new Error(parsed.problem);
    const isWithin = createDeps(parsed.env, env).isWithinRate;
    expect(await Promise.all(Array.from({ length: 50 }, () => isWithin('key')))).not.toContain(
      false,
    );
    const { send, fake } = await limited(() => Promise.reject(new Error('away')));
    expect((await send('/v1/events', undefined, { body: '{"events":[]}' })).status).toBe(202);
    expect(fake.reports).toMatchObject([{ what: 'rate limit' }]);
  });
});
