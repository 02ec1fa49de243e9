import { LIMITS, TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import type { Browser, Page, Route, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendEvents } from '../../../scripts/demo/send.ts';
import { openBrowser } from '../../whole/browser/browser.ts';
import { PHONE, WIDE } from '../../whole/browser/graph-page.ts';
import { sendHistory } from '../../whole/browser/history-page.ts';
import { blemishesOf, everyPath, goWithin } from '../../whole/browser/page-walk.ts';
import { apiOf, eventually } from '../../whole/http/api.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';
import { openWorkspace, keepAll, type Workspace } from '../../whole/monitor/workspace.ts';
import { monthOf } from '../month.fixture.ts';

/** Every page of the dashboard under every fault: it stays usable, and says so. */
const SESSIONS = 40;
const LABELS = 10_000;
const LONG = 'x'.repeat(500);
const NAMES = [
  '<img src=x onerror="window.wasRun=1">',
  'פרויקט עברי ארוך',
  '🦊👩‍👩‍👧‍👦',
  LONG.slice(0, LIMITS.nameLength),
];
const PATIENCE_MS = 5_000;

/** What a page says of itself, or of a part while the rest is live. */
const AWAY = /isn’t responding|can’t be loaded|can’t be shown/;
const REFUSED = /permission|Only admins|can’t be/;
const REFUSAL = {
  status: 403,
  json: { error: { code: 'forbidden', message: 'The key lost a scope.' } },
};
const OTHER = /different versions|can’t be loaded|can’t be shown/;

let monitor: Monitor;
let full: Page;
let browser: Browser;
let paths: string[];
/** Pages that ask the API for something: the others live of the socket alone. */
let asking: string[];
const faults: string[] = [];
const sockets: WebSocketRoute[] = [];

const now = Date.now();

/** Names that mean harm, labels of many values, times of a clock that is off, a year of days. */
function hardEvents(): unknown[] {
  const hostile = NAMES.flatMap((name, index) => {
    const eventOf = (type: string, fields: object) => ({
      id: `hostile ${String(index)} ${type}`,
      source: 'mcp',
      sessionId: `hostile-${String(index)}`,
      agentName: name,
      project: name,
      user: name,
      model: name,
      time: now - TIME.hourMs,
      type,
      ...fields,
    });
    return [
      eventOf('session.start', {}),
      eventOf('task.start', { taskId: `H-${String(index)}`, taskDescription: `${name} ${LONG}` }),
      eventOf('usage', { requestId: `h-${String(index)}`, inputTokens: 9, outputTokens: 9 }),
      eventOf('error', { errorType: name, errorMessage: `${name} ${LONG}`, severity: 'high' }),
      eventOf('task.complete', { taskId: `H-${String(index)}`, status: 'failed' }),
    ];
  });
  const labelled = Array.from({ length: LABELS }, (_, index) => ({
    id: `label ${String(index)}`,
    source: 'mcp',
    type: 'usage',
    sessionId: `labelled-${String(index % 20)}`,
    agentName: `agent-${String(index % 60)}`,
    project: 'labels',
    model: 'claude-sonnet-4-5',
    requestId: `l-${String(index)}`,
    inputTokens: 5,
    outputTokens: 5,
    labels: { ticket: `T-${String(index)}` },
    time: now - (index % 180) * TIME.minuteMs,
  }));
  const year = Array.from({ length: 365 }, (_, index) => ({
    id: `day ${String(index)}`,
    source: 'mcp',
    type: 'usage',
    sessionId: `day-${String(index)}`,
    agentName: `agent-${String(index % 60)}`,
    project: 'year',
    model: 'claude-sonnet-4-5',
    requestId: `d-${String(index)}`,
    inputTokens: 5,
    outputTokens: 5,
    time: now - index * TIME.dayMs,
  }));
  return [...hostile, ...labelled, ...year];
}

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendEvents(monitor, [...monthOf(now, SESSIONS), ...hardEvents()]);
  const { items } = await eventually(apiOf(monitor).sessions, ({ fresh }) => fresh);
  const tasks = (await apiOf(monitor).tasks()).items;
  paths = everyPath({
    session: items.find(({ sessionId }) => sessionId === 'hostile-0')?.id ?? '',
    task: tasks.find(({ taskId }) => taskId === 'H-0')?.id ?? '',
    report: new Date(now - TIME.dayMs).toISOString().slice(0, 10),
  });
  browser = await openBrowser();
  full = await openedBy(monitor);
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

/** The dashboard of a workspace, logged in, in a context of its own. */
async function openedBy(to: Pick<Workspace, 'url' | 'adminKey'>): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.routeWebSocket(/\/v1\/live/, (socket) => {
    sockets.push(socket);
    socket.connectToServer();
  });
  await page.goto(`${to.url}/#key=${to.adminKey}`);
  await page.locator('[data-connection=live]').waitFor();
  return page;
}

const isApi = (url: URL): boolean =>
  url.pathname.startsWith('/v1/') && !/^\/v1\/(live|login)\b/.test(url.pathname);

const isStill = (page: Page) =>
  page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);

/** What no page does by itself is tried on some of them. */
const everyThird = (all: readonly string[]): string[] => all.filter((_, index) => index % 3 === 0);

type Walk = { only?: readonly string[]; query?: string; says?: RegExp };

/** What is wrong with the pages, one line each. */
async function walked(
  page: Page,
  { only = paths, query = '', says }: Walk = {},
): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of only) {
    const address = query === '' ? path : path + (path.includes('?') ? '&' : '?') + query;
    await goWithin(page, address);
    const text = page.locator('main');
    if (says === undefined) await isStill(page).catch(() => wrong.push(`${path} stays busy`));
    else {
      const isSaid = text.filter({ hasText: says }).first().waitFor();
      await isSaid.catch(() => wrong.push(`${path} does not say ${String(says)}`));
    }
    wrong.push(...(await blemishesOf(page)).map((blemish) => `${path} ${blemish}`));
  }
  wrong.push(...faults.splice(0).map((fault) => `failed: ${fault}`));
  return wrong;
}

describe('every page', () => {
  test('shows hostile names, a label of many values and a year of data, wide and on a phone', async () => {
    const requesting = new Set<string>();
    let path = '';
    full.on('request', (request) => {
      if (isApi(new URL(request.url()))) requesting.add(path);
    });
    const wrong: string[] = [];
    for (path of paths) wrong.push(...(await walked(full, { only: [path], query: 'range=90d' })));
    asking = [...requesting];
    expect(asking.length).toBeGreaterThan(15);
    await full.setViewportSize(PHONE);
    wrong.push(...(await walked(full)).map((one) => `phone: ${one}`));
    await full.setViewportSize(WIDE);
    expect(wrong).toEqual([]);
    expect(await full.evaluate(() => window.wasRun)).toBeUndefined();
  });

  test('is usable with an address of another version, and names what it does not know', async () => {
    const query =
      'range=fortnight&from=never&branch=main&sort=colour&by=moon&view=hologram&kind=%00';
    const only = paths.filter((path) => !path.includes('?'));
    expect(await walked(full, { only, query })).toEqual([]);
    await goWithin(full, `/errors?${query}`);
    await full.getByTestId('unknown-filters').getByText('branch “main”').waitFor();
  });

  /** Each asks for another range: a list that was loaded is kept for who comes back. */
  const answers = [
    { what: 'is busy', answer: { status: 503, json: {} }, says: AWAY, range: '1h' },
    { what: 'fails', answer: { status: 500, body: 'oops' }, says: AWAY, range: '24h' },
    { what: 'is a refusal', answer: REFUSAL, says: REFUSED, range: '90d' },
    { what: 'is of a newer shape', answer: { json: { is: 42 } }, says: OTHER, range: '7d' },
    { what: 'is no JSON', answer: { body: '<html>' }, says: OTHER, range: '30d' },
  ];

  test.each(answers)('says so when what the API answers $what', async ({ answer, says, range }) => {
    const fulfill = (route: Route) => route.fulfill(answer);
    await full.route(isApi, fulfill);
    expect(await walked(full, { only: asking, says, query: `range=${range}` })).toEqual([]);
    await full.unroute(isApi, fulfill);
    expect(await walked(full, { only: asking.slice(0, 4) })).toEqual([]);
  });

  test('keeps its layout while the API is slow, and never says that there is nothing', async () => {
    const held: Route[] = [];
    const hold = (route: Route): void => void held.push(route);
    await full.route(isApi, hold);
    const wrong = await walked(full, { only: asking, says: /\S/ });
    const claims: string[] = [];
    for (const path of asking) {
      await goWithin(full, path);
      const text = await full.locator('main').innerText();
      const claim = /\b(?:No (?!project|login)\w+ (?:yet|in|match)|Nothing (?:yet|in)).{0,40}/.exec(
        text,
      );
      if (claim !== null) claims.push(`${path}: ${claim[0]}`);
    }
    await full.unroute(isApi, hold);
    for (const route of held) await route.abort().catch(() => undefined);
    expect([...wrong, ...claims]).toEqual([]);
  });

  test('goes on when its socket drops, again and again', async () => {
    for (const path of everyThird(paths)) {
      await goWithin(full, path);
      const open = sockets.length;
      await sockets.at(-1)?.close({ code: 1012 });
      await expect.poll(() => sockets.length, { timeout: PATIENCE_MS }).toBeGreaterThan(open);
    }
    expect(await walked(full, { only: everyThird(paths) })).toEqual([]);
    await full.locator('[data-connection=live]').waitFor();
  });

  test('of a browser whose clock is days off shows the times of the server', async () => {
    for (const [turn, offMs] of [-3 * TIME.dayMs, 3 * TIME.dayMs].entries()) {
      const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('pageerror', ({ message }) => faults.push(message));
      await page.clock.install({ time: Date.now() + offMs });
      await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
      await page.locator('[data-connection=live]').waitFor();
      const only = paths.filter((_, index) => index % 2 === turn);
      expect(await walked(page, { only })).toEqual([]);
      await context.close();
    }
  });

  test('of a workspace without data says so', async () => {
    const page = await openedBy(await openWorkspace(monitor, 'empty'));
    expect(await walked(page)).toEqual([]);
    await page.context().close();
  });

  test('of a workspace with one session that did nothing has room for it', async () => {
    const one = await openWorkspace(monitor, 'one');
    await sendHistory(one, [
      { id: 'one', type: 'session.start', source: 'mcp', sessionId: 'only', time: now },
    ] as TelemetryEventInput[]);
    await eventually(apiOf(one).sessions, ({ fresh, items }) => fresh && items.length === 1);
    const page = await openedBy(one);
    expect(await walked(page)).toEqual([]);
    await page.context().close();
  });

  test('leads to the login when the login has ended', async () => {
    const page = await openedBy(monitor);
    await page.context().clearCookies();
    const wrong: string[] = [];
    for (const path of everyThird(paths)) {
      await page.goto(monitor.url + path);
      await page
        .getByTestId('login')
        .waitFor()
        .catch(() => wrong.push(path));
    }
    expect(wrong).toEqual([]);
    await page.context().close();
    faults.length = 0;
  });
});

declare global {
  interface Window {
    wasRun?: number;
  }
}
