import { randomUUID } from 'node:crypto';
import {
  createKeyAnswerSchema,
  createLinkAnswerSchema,
  deliveriesAnswerSchema,
  deliverySchema,
  pushAnswerSchema,
  pushSubscriptionSchema,
} from '@claude-monitor/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAlerting } from '../whole/alerts/alerting.ts';
import { PushService } from '../whole/alerts/push-service.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE } from '../whole/browser/graph-page.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { ask } from '../whole/http/request.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** Web Push with a stand-in of the push service and the browser behind it, which opens what it is sent. */
const SECRET_TEXT = 'canary-text';

let monitor: Monitor;
const services: PushService[] = [];

beforeAll(async () => {
  monitor = await startMonitor({ env: { CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL: '1' } });
});

afterAll(async () => {
  for (const { platform } of services) await platform.close();
  expect(await monitor.stop()).toBe(0);
});

let workspaces = 0;

type Team = Awaited<ReturnType<typeof openAlerting>>;

async function team() {
  const made = await openAlerting(monitor, `push${String(workspaces++)}`);
  const { json } = await made.request('POST', '/v1/keys', { name: 'viewer', scopes: ['read'] });
  const { key, id } = createKeyAnswerSchema.parse(json);
  const asViewer = (method: string, path: string, body?: object) =>
    ask(monitor, {
      method,
      path,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { ...made, asViewer, viewer: { key, id } };
}

type Ask = Awaited<ReturnType<typeof team>>['asViewer'];

async function browserOf(as: Ask, wanted: object = {}) {
  const service = await PushService.start();
  services.push(service);
  const before = pushAnswerSchema.parse((await as('GET', '/v1/push')).json);
  service.publicKey = before.publicKey;
  const { json } = await as('POST', '/v1/push', { ...service.subscription, ...wanted });
  return { service, id: pushSubscriptionSchema.parse(json).id };
}

const waits = ({ ingest }: Pick<Team, 'ingest'>, sessionId: string, project: string) => {
  const of = (type: string, rest: object = {}): object => ({
    ...{ id: randomUUID(), source: 'mcp', sessionId, time: Date.now(), type, ...rest },
  });
  return ingest([
    of('session.start', { agentName: `${sessionId}-agent`, project }),
    of('session.state', { state: 'waiting', reason: SECRET_TEXT }),
  ]);
};

async function deliveriesOf({ request }: Pick<Team, 'request'>, state: string): Promise<number> {
  const { json } = await request('GET', `/v1/deliveries?state=${state}`);
  return deliveriesAnswerSchema.parse(json).items.length;
}

describe('a browser that follows', () => {
  test('is told how many incidents need somebody, encrypted for it and signed', async () => {
    const own = await team();
    const { service } = await browserOf(own.asViewer);
    const at = Date.now();
    await waits(own, 'a', 'dex');
    await service.platform.got(1);
    expect(service.faults).toEqual([]);
    expect(service.messages).toEqual([
      { title: 'Claude Monitor: 1 incident needs you', body: null, path: '/inbox' },
    ]);
    expect((service.platform.received[0]?.at ?? Infinity) - at).toBeLessThan(5_000);
    // The push service knows no more than whose browser it is.
    expect(service.platform.received[0]?.body).not.toMatch(/dex|a-agent|incident/);
  });

  test('may ask for details, and gets names and no texts', async () => {
    const own = await team();
    const { service } = await browserOf(own.asViewer, { hasDetail: true });
    await waits(own, 'b', 'dex');
    await service.platform.got(1);
    expect(service.messages).toMatchObject([{ body: 'b-agent is waiting for a person (dex)' }]);
    expect(JSON.stringify(service.messages)).not.toContain(SECRET_TEXT);
  });

  test('chooses kinds and projects', async () => {
    const own = await team();
    const shop = await browserOf(own.asViewer, { projects: ['shop'] });
    const lost = await browserOf(own.asViewer, { kinds: ['lost'] });
    await waits(own, 'c', 'dex');
    await waits(own, 'd', 'shop');
    await shop.service.platform.got(1);
    expect(shop.service.messages).toMatchObject([
      { title: 'Claude Monitor: 1 incident needs you' },
    ]);
    expect(lost.service.platform.received).toEqual([]);
  });

  test('is told once of many, and not again within seconds', async () => {
    const own = await team();
    const { service } = await browserOf(own.asViewer);
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => waits(own, `many-${String(index)}`, 'dex')),
    );
    await service.platform.got(1);
    expect(service.platform.received.length).toBe(1);
    // The message that arrived counts as queued until the answer to it was read.
    await expect.poll(() => deliveriesOf(own, 'delivered')).toBe(1);
    expect(await deliveriesOf(own, 'queued')).toBeLessThanOrEqual(1);
  });

  test('tests it, and is in the log without its address', async () => {
    const own = await team();
    const { service, id } = await browserOf(own.asViewer);
    const tested = await own.asViewer('POST', `/v1/push/${id}/test`);
    expect(deliverySchema.parse(tested.json)).toMatchObject({
      state: 'delivered',
      channel: { kind: 'push' },
    });
    expect(service.faults).toEqual([]);
    expect(service.messages).toHaveLength(1);
    const log = await own.request('GET', '/v1/deliveries');
    expect(log.text).not.toContain('secret-of-this-url');
  });

  test.each([404, 410])('is forgotten when its push service answers %i', async (status) => {
    const own = await team();
    const { service, id } = await browserOf(own.asViewer);
    service.platform.answer = () => ({ status });
    await own.asViewer('POST', `/v1/push/${id}/test`);
    const { items } = pushAnswerSchema.parse((await own.asViewer('GET', '/v1/push')).json);
    expect(items).toEqual([]);
    expect((await own.asViewer('POST', `/v1/push/${id}/test`)).status).toBe(404);
  });

  test('is told again after its push service failed', async () => {
    const own = await team();
    const { service } = await browserOf(own.asViewer);
    service.platform.answer = () => ({ status: 503, headers: { 'retry-after': '1' } });
    await waits(own, 'e', 'dex');
    await service.platform.got(1);
    service.platform.answer = null;
    await service.platform.got(2);
    expect(service.messages).toHaveLength(1);
    expect(service.faults).toEqual([]);
  });
});

describe('[SHR7] what a browser follows is of its key', () => {
  test('ends with the key, and no other key sees or ends it', async () => {
    const own = await team();
    const { id } = await browserOf(own.asViewer);
    const admins = pushAnswerSchema.parse((await own.request('GET', '/v1/push')).json);
    expect(admins.items).toEqual([]);
    expect((await own.request('DELETE', `/v1/push/${id}`)).status).toBe(404);
    expect((await own.request('POST', `/v1/push/${id}/test`)).status).toBe(404);
    await own.request('DELETE', `/v1/keys/${own.viewer.id}`);
    expect((await own.asViewer('GET', '/v1/push')).status).toBe(401);
    const other = await PushService.start();
    services.push(other);
    await waits(own, 'f', 'dex');
    expect((await own.log()).filter(({ channel }) => channel.kind === 'push')).toEqual([]);
  });

  test('each workspace has a key of its own, the same for all who ask, and shows no private one', async () => {
    const [one, two] = [await team(), await team()];
    const answers = await Promise.all([
      ...[one.asViewer, one.asViewer, one.request].map((as) => as('GET', '/v1/push')),
      two.asViewer('GET', '/v1/push'),
    ]);
    const keys = answers.map(({ json }) => pushAnswerSchema.parse(json).publicKey);
    expect(new Set(keys).size).toBe(2);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    for (const { text } of answers) expect(text).not.toMatch(/private/i);
  });

  test.each([
    ['an address that is none', { endpoint: 'no url' }],
    ['a key that is no point', { keys: { p256dh: 'AAAA', auth: 'A'.repeat(22) } }],
    ['a kind that does not exist', { kinds: ['none'] }],
  ])('refuses %s', async (_, change) => {
    const own = await team();
    const body = {
      endpoint: 'https://fcm.googleapis.com/x',
      keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
      ...change,
    };
    const { status, json } = await own.asViewer('POST', '/v1/push', body);
    expect([status, json]).toMatchObject([400, { error: { code: 'invalid_body' } }]);
  });
});

describe('the page of notifications', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  test('turns them on for this browser, sends a test, and turns them off', async () => {
    const own = await team();
    const service = await PushService.start();
    services.push(service);
    const { publicKey } = pushAnswerSchema.parse((await own.asViewer('GET', '/v1/push')).json);
    service.publicKey = publicKey;
    const context = await browser.newContext({ viewport: WIDE });
    await context.grantPermissions(['notifications'], { origin: monitor.url });
    const page = await context.newPage();
    // Chromium without a profile at Google reaches no push service: the stand-in is subscribed with instead.
    await page.addInitScript((subscription) => {
      const options = { applicationServerKey: null };
      const made = {
        options,
        toJSON: () => subscription,
        unsubscribe: () => Promise.resolve(true),
      };
      Object.assign(PushManager.prototype, {
        subscribe: () => Promise.resolve(made),
        getSubscription: () => Promise.resolve(null),
      });
      Object.assign(Notification, { requestPermission: () => Promise.resolve('granted') });
    }, service.subscription);
    await page.goto(`${monitor.url}/settings/notifications#key=${own.viewer.key}`);
    await page.getByTestId('notifications-form').waitFor();
    await page.getByLabel('Waiting').check();
    await page.getByLabel('Projects').fill('shop, dex');
    await page.getByRole('button', { name: 'Turn on in this browser' }).click();
    await page.getByText('On in this browser.', { exact: true }).waitFor();
    const { items } = pushAnswerSchema.parse((await own.asViewer('GET', '/v1/push')).json);
    expect(items).toMatchObject([
      { kinds: ['waiting'], projects: ['shop', 'dex'], hasDetail: false, name: /Chrome/ },
    ]);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('Test notification sent.').waitFor();
    expect(service.messages).toHaveLength(1);
    await page.reload();
    await page.getByText('On in this browser.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Turn off in this browser' }).click();
    await page.getByText('Off in this browser.').waitFor();
    expect(pushAnswerSchema.parse((await own.asViewer('GET', '/v1/push')).json).items).toEqual([]);
    await context.close();
  });

  test('[SHR4] its service worker shows what is pushed, and what it does not understand', async () => {
    const context = await browser.newContext({ viewport: WIDE });
    const page = await context.newPage();
    await page.goto(`${monitor.url}/settings/notifications`);
    const started = context.waitForEvent('serviceworker');
    await page.evaluate(() => navigator.serviceWorker.register('/service-worker.js'));
    const worker = await started;
    /** What it shows of a push, in the worker itself; the system's notifications aside. */
    const shown = (data: string) =>
      worker.evaluate((pushed) => {
        const titles: string[] = [];
        const scope = globalThis as unknown as {
          registration: { showNotification: (title: string, options: object) => Promise<void> };
          PushEvent: new (type: string, init: object) => Event;
          dispatchEvent: (event: Event) => void;
        };
        scope.registration.showNotification = (title, options) => {
          titles.push(`${title} ${JSON.stringify(options)}`);
          return Promise.resolve();
        };
        scope.dispatchEvent(new scope.PushEvent('push', { data: pushed }));
        return titles;
      }, data);
    const message = { title: 'Claude Monitor: 2 incidents need you', body: null, path: '/inbox' };
    const [status] = await shown(JSON.stringify(message));
    expect(status).toMatch(/^Claude Monitor: 2 incidents need you \{.*"path":"\/inbox"/);
    expect(status).not.toContain('"body"');
    for (const wrong of ['{"no', '[]', '{"title":""}']) {
      expect((await shown(wrong))[0]).toContain('Claude Monitor: see the inbox');
    }
    await context.close();
  });

  test('[SHR2] says to link viewers how many incidents of the link need somebody, and no name', async () => {
    const own = await team();
    const { json } = await own.request('POST', '/v1/links', {
      scope: { kind: 'project', project: 'shared' },
    });
    const { url } = createLinkAnswerSchema.parse(json);
    const context = await browser.newContext({ viewport: WIDE });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const told: string[] = [];
      function Told(title: string, options: object): void {
        told.push(`${title} ${JSON.stringify(options)}`);
      }
      const notification = {
        permission: 'granted',
        requestPermission: () => Promise.resolve('granted'),
      };
      Object.assign(window, { Notification: Object.assign(Told, notification), told });
    });
    await page.goto(url);
    await page.getByRole('button', { name: 'Notify me in this browser' }).click();
    await page.getByRole('button', { name: 'Notifications on' }).waitFor();
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
    const told = () =>
      page.evaluate(() => (window as unknown as { told: readonly string[] }).told.slice());
    await waits(own, 'elsewhere', 'other');
    await waits(own, 'shared-agent', 'shared');
    await expect.poll(told, { timeout: 15_000 }).toHaveLength(1);
    expect(await told()).toEqual(['Claude Monitor: 1 incident needs you {"tag":"incidents"}']);
    await page.getByRole('button', { name: 'Notifications on' }).click();
    await page.getByRole('button', { name: 'Notify me in this browser' }).waitFor();
    await context.close();
  });

  test('is readable, and says how notifications come where there is no push service', async () => {
    const own = await team();
    for (const look of LOOKS) {
      await lookAt(browser, look, async (page) => {
        await page.goto(`${monitor.url}/settings/notifications#key=${own.viewer.key}`);
        await page.getByTestId('notifications-form').waitFor();
        await expectReadable(page);
      });
    }
    const context = await browser.newContext({ viewport: WIDE });
    const page = await context.newPage();
    await page.addInitScript(() => {
      Object.assign(PushManager.prototype, { subscribe: () => Promise.reject(new Error('none')) });
      Object.assign(Notification, { requestPermission: () => Promise.resolve('granted') });
    });
    await page.goto(`${monitor.url}/settings/notifications#key=${own.viewer.key}`);
    await page.getByRole('button', { name: 'Turn on in this browser' }).click();
    await page.getByText('On while a page of the monitor is open').waitFor();
    await context.close();
  });
});
