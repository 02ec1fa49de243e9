import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAlerting, type Alerting } from '../whole/alerts/alerting.ts';
import { eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { Platform } from '../whole/alerts/platform.ts';
import { discord, signedBy, slack } from '../whole/alerts/platform-rules.ts';
import { expectRefused } from '../whole/http/request.ts';

/** Alerts on the running project, to fake platforms that check messages against the documentation. */
const HOUR_MS = 3_600_000;

let monitor: Monitor;
const platforms: Platform[] = [];

beforeAll(async () => {
  monitor = await startMonitor({ env: { CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL: '1' } });
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
  for (const platform of platforms) await platform.close();
});

let workspaces = 0;
const open = () => openAlerting(monitor, `alerts${String(workspaces++)}`);

type Check = Parameters<typeof Platform.start>[0];

async function platformOf(check: Check): Promise<Platform> {
  const platform = await Platform.start(check);
  platforms.push(platform);
  return platform;
}

async function receiver(alerting: Alerting): Promise<Platform> {
  let secret = '';
  const platform = await platformOf(signedBy(() => secret));
  const channel = await alerting.channel('webhook', platform.url);
  secret = channel.secret ?? '';
  return platform;
}

const errorEvent = (sessionId: string, change: object = {}): object => ({
  id: randomUUID(),
  type: 'error',
  time: Date.now(),
  sessionId,
  agentName: sessionId,
  errorType: 'Timeout',
  errorMessage: 'no answer',
  severity: 'high',
  ...change,
});

const idOf = (message: { headers: Record<string, string> }): string =>
  message.headers['webhook-id'] ?? '';

test('an error becomes a signed message: how long that takes', async () => {
  const took: number[] = [];
  for (let round = 0; round < 5; round++) {
    const alerting = await open();
    const platform = await receiver(alerting);
    // What is more in a minute is reported as a number.
    for (let index = 0; index < 9; index++) {
      const at = Date.now();
      await alerting.ingest([errorEvent(`agent-${String(index)}`)]);
      await platform.got(index + 1);
      took.push((platform.received[index]?.at ?? Infinity) - at);
    }
    expect(platform.taken).toHaveLength(9);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => took[Math.floor(share * (took.length - 1))] ?? Infinity;
  console.log(`event to delivered message, ms: p50 ${String(at(0.5))}, p99 ${String(at(0.99))}`);
  expect(at(0.5)).toBeLessThan(1_000);
});

describe('to Slack and Discord', () => {
  test.each([
    ['slack', slack],
    ['discord', discord],
  ] as const)('%s takes every message, at its own pace', async (kind, check) => {
    const alerting = await open();
    const platform = await platformOf(check);
    await alerting.channel(kind, platform.url);
    const hostile = '<!channel> @everyone \u202e`x` [a](https://evil.example) ' + 'x'.repeat(120);
    const count = kind === 'slack' ? 4 : 9;
    await alerting.ingest(
      Array.from({ length: count }, (_, index) =>
        errorEvent(`agent-${String(index)}`, { agentName: `${String(index)} ${hostile}` }),
      ),
    );
    await eventually(
      async () => platform.taken.length,
      (taken) => taken === count,
    );
    expect(platform.received.map(({ status }) => status)).not.toContain(400);
    for (const { body } of platform.received) {
      expect(body).not.toMatch(/<!channel>|@everyone|\u202e|https:\/\/evil/);
      expect(body).toContain('/sessions/');
    }
    const log = await alerting.log();
    expect(log.map(({ state }) => state)).toEqual(log.map(() => 'delivered'));
  });
});

test('[HUB3] the Worker killed in the middle of delivery: all arrive, one at most twice', async () => {
  const alerting = await open();
  const platform = await receiver(alerting);
  const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));
  platform.answer = () => ({ status: 200, after: slow() });
  const sent = 9;
  await alerting.ingest(
    Array.from({ length: sent }, (_, index) => errorEvent(`agent-${String(index)}`)),
  );
  await platform.got(4);
  for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
  const ids = (): Set<string> => new Set(platform.received.map(idOf));
  // Whoever looks at it wakes the hub; else its alarm does.
  await eventually(alerting.log, (log) => log.every(({ state }) => state === 'delivered'));
  const total = platform.received.length;
  console.log(`killed in mid-delivery: ${String(sent)} messages, ${String(total)} requests`);
  expect(ids().size).toBe(sent);
  expect(total).toBeLessThanOrEqual(sent + 1);
});

describe('a platform that', () => {
  test.concurrent('hangs is given up after ten seconds, and nobody waits for it', async () => {
    const alerting = await open();
    const platform = await receiver(alerting);
    platform.answer = () => ({ status: 200, after: new Promise(() => {}) });
    const [channel] = await alerting.channels();
    if (channel === undefined) throw new Error('no channel');
    const tested = alerting.test(channel);
    const at = Date.now();
    expect((await alerting.ingest([errorEvent('agent')])).status).toBe(202);
    expect(Date.now() - at).toBeLessThan(2_000);
    expect(await tested).toMatchObject({ state: 'retrying', lastError: { code: 'timeout' } });
  });

  test.concurrent.each(['silent', 'dripping'] as const)(
    'begins an answer and goes on %s is given up after ten seconds',
    async (endless) => {
      const alerting = await open();
      const platform = await receiver(alerting);
      platform.answer = () => ({ status: 200, endless });
      const [channel] = await alerting.channels();
      if (channel === undefined) throw new Error('no channel');
      const at = Date.now();
      expect(await alerting.test(channel)).toMatchObject({
        state: 'retrying',
        lastError: { code: 'timeout' },
      });
      expect(Date.now() - at).toBeLessThan(16_000);
    },
  );

  test.each([
    ['a past date', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['a negative number', '-5', 0],
    ['words', 'soon', 0],
    ['nothing', '', 0],
    ['an hour as a date', new Date(Date.now() + HOUR_MS).toUTCString(), HOUR_MS - 120_000],
  ])('asks to wait with %s is asked again, never at once', async (_, header, leastMs) => {
    const alerting = await open();
    const headers = { 'retry-after': header };
    const platform = await platformOf(() => ({ status: 429, headers, body: 'rate_limited' }));
    const channel = await alerting.channel('slack', platform.url);
    const delivery = await alerting.test(channel);
    expect(delivery).toMatchObject({ state: 'retrying', lastError: { code: 'rate_limited' } });
    expect((delivery.nextAt ?? 0) - Date.now()).toBeGreaterThan(Math.max(leastMs, 100) - 100);
    expect(platform.received).toHaveLength(1);
  });

  test('asks for a year has the message parked, for a day is as long as one is of use', async () => {
    const alerting = await open();
    const headers = { 'retry-after': '31536000' };
    const platform = await platformOf(() => ({ status: 429, headers, body: 'rate_limited' }));
    const channel = await alerting.channel('slack', platform.url);
    expect(await alerting.test(channel)).toMatchObject({ state: 'parked' });
  });

  test('answers 5 MB in a few packed bytes, or what is no text, is heard as far as 4 kB', async () => {
    const alerting = await open();
    const platform = await receiver(alerting);
    const [channel] = await alerting.channels();
    if (channel === undefined) throw new Error('no channel');
    const packed = gzipSync(Buffer.alloc(5_000_000, 'x'));
    for (const [headers, body] of [
      [{ 'content-encoding': 'gzip' }, packed],
      [{ 'content-encoding': 'gzip' }, Buffer.from('no gzip')],
      [{}, Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
    ] as const) {
      platform.answer = () => ({ status: 200, headers: { ...headers }, body: Buffer.from(body) });
      const delivery = await alerting.test(channel);
      expect(['delivered', 'retrying']).toContain(delivery.state);
      expect(delivery.answer?.text.length ?? 0).toBeLessThanOrEqual(200);
    }
  });

  test('[SHR5] redirects is not followed', async () => {
    const alerting = await open();
    const inner = await platformOf(() => ({ status: 200 }));
    const platform = await receiver(alerting);
    platform.answer = () => ({ status: 302, headers: { location: inner.url } });
    const [channel] = await alerting.channels();
    if (channel === undefined) throw new Error('no channel');
    const delivery = await alerting.test(channel);
    expect(delivery).toMatchObject({ state: 'parked', lastError: { code: 'redirected' } });
    expect(inner.received).toEqual([]);
  });

  test('answers 200 and an error in words has not taken the message', async () => {
    const alerting = await open();
    const platform = await platformOf(() => ({ status: 200, body: 'no_active_hooks' }));
    const channel = await alerting.channel('slack', platform.url);
    expect(await alerting.test(channel)).toMatchObject({
      state: 'retrying',
      lastError: { code: 'bad_answer' },
      answer: { status: 200, text: 'no_active_hooks' },
    });
    expect((await alerting.channels())[0]?.failing).toMatchObject({ code: 'bad_answer' });
  });

  test('asks for an hour gets it', async () => {
    const alerting = await open();
    const headers = { 'retry-after': '3600' };
    const platform = await platformOf(() => ({ status: 429, headers, body: 'rate_limited' }));
    const channel = await alerting.channel('discord', platform.url);
    const delivery = await alerting.test(channel);
    expect(delivery).toMatchObject({ state: 'retrying', lastError: { code: 'rate_limited' } });
    expect((delivery.nextAt ?? 0) - Date.now()).toBeGreaterThan(HOUR_MS - 60_000);
    await alerting.test(channel);
    await alerting.ingest([errorEvent('agent')]);
    expect(platform.received).toHaveLength(1);
  });

  test('answers 5 MB is heard as far as 4 kB', async () => {
    const alerting = await open();
    const platform = await receiver(alerting);
    platform.answer = () => ({ status: 200, body: Buffer.alloc(5_000_000, 'x') });
    const [channel] = await alerting.channels();
    if (channel === undefined) throw new Error('no channel');
    const delivery = await alerting.test(channel);
    expect(delivery.state).toBe('delivered');
    expect(delivery.answer?.text.length).toBeLessThanOrEqual(200);
  });
});

test('a rule that matches 1,000 events a second tells it once, and then how many', async () => {
  const alerting = await open();
  const platform = await receiver(alerting);
  const until = Date.now() + 3_000;
  let sent = 0;
  let longestMs = 0;
  while (Date.now() < until) {
    const at = Date.now();
    const { status } = await alerting.ingest(
      Array.from({ length: 100 }, () => errorEvent('agent')),
    );
    expect(status).toBe(202);
    sent += 100;
    longestMs = Math.max(longestMs, Date.now() - at);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - (Date.now() - at))));
  }
  console.log(`${String(sent)} matching events in 3 s, longest answer ${String(longestMs)} ms`);
  expect(platform.received).toHaveLength(1);
  expect(await alerting.log()).toHaveLength(1);
});

describe('the routes', () => {
  test('show neither a URL nor a secret after a channel was made', async () => {
    const alerting = await open();
    const platform = await receiver(alerting);
    const { text } = await alerting.request('GET', '/v1/channels');
    expect(text).toContain('9876');
    expect(text).not.toMatch(/secret-of-this-url|whsec_/);
    const [channel] = await alerting.channels();
    expect((await alerting.request('DELETE', `/v1/channels/${channel?.id ?? ''}`)).status).toBe(
      204,
    );
    await alerting.ingest([errorEvent('agent')]);
    expect(await alerting.channels()).toEqual([]);
    expect(platform.received).toEqual([]);
  });

  test.each([
    ['POST', '/v1/channels', {}, 400, 'invalid_body'],
    [
      'POST',
      '/v1/channels',
      { kind: 'fax', name: 'a', url: 'https://a.example' },
      400,
      'invalid_body',
    ],
    ['POST', '/v1/channels', { kind: 'webhook', name: 'a', url: 'no url' }, 400, 'invalid_body'],
    [
      'POST',
      '/v1/channels',
      { kind: 'webhook', name: 'a', url: 'https://a.example', shows: ['prompts'] },
      400,
      'invalid_body',
    ],
    ['PUT', '/v1/rules/none', {}, 404, 'not_found'],
    ['PUT', '/v1/rules/error', { minutes: 5 }, 400, 'invalid_body'],
    ['PUT', '/v1/rules/waiting', { minutes: 0 }, 400, 'invalid_body'],
    ['PUT', '/v1/rules/error', { channels: ['none'] }, 400, 'invalid_body'],
    ['POST', '/v1/channels/none/test', undefined, 404, 'not_found'],
    ['DELETE', '/v1/channels/none', undefined, 404, 'not_found'],
    ['POST', '/v1/deliveries/none/retry', undefined, 404, 'not_found'],
    ['GET', '/v1/deliveries?limit=0', undefined, 400, 'invalid_query'],
    ['GET', '/v1/deliveries?cursor=x', undefined, 400, 'invalid_query'],
  ])('refuse %s %s %j', async (method, path, body, status, code) => {
    const alerting = await open();
    expectRefused(await alerting.request(method, path, body), { status, code });
  });

  test('change a rule, and nothing but what was given', async () => {
    const alerting = await open();
    const change = { severity: 'critical', cooldownMinutes: 60 };
    const { json } = await alerting.request('PUT', '/v1/rules/error', change);
    expect(json).toMatchObject({ id: 'error', isOn: true, channels: null, ...change });
    const rules = await alerting.request('GET', '/v1/rules');
    expect(rules.json).toMatchObject({
      items: [
        { ...change },
        ...[{ id: 'task_failed' }, { id: 'waiting', minutes: 5 }, { id: 'lost' }],
        ...[{ id: 'stuck', isOn: true }, { id: 'stalled', isOn: false }, { id: 'blocked' }],
        ...[{ id: 'context_full' }, { id: 'incomplete' }, { id: 'service', isOn: true }],
      ],
    });
  });

  test('say how often a rule would have fired, from history', async () => {
    const alerting = await open();
    const low = errorEvent('c', { severity: 'low' });
    await alerting.ingest([errorEvent('a'), errorEvent('a'), errorEvent('b'), low]);
    const times = async (change: object): Promise<unknown> => {
      const body = { rule: 'error', ...change };
      const { json } = await alerting.request('POST', '/v1/rules/preview', body);
      return (json as { times: unknown }).times;
    };
    expect(await times({})).toBe(2);
    expect(await times({ severity: 'low' })).toBe(3);
    const filters = { projects: [], agents: ['b'], models: [], labels: [] };
    expect(await times({ filters })).toBe(1);
  });
});
