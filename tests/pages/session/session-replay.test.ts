import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createLinkAnswerSchema,
  sessionRequestsAnswerSchema,
  TIME,
  type SessionRequest,
} from '@claude-monitor/protocol';
import { eventsOf } from '../../../receivers/src/testing/captures.fixture.ts';
import { allOf } from '../../whole/figures/truth.ts';
import { asSent, sendAll } from '../../whole/agents/exports.ts';
import { apiOf } from '../../whole/http/api.ts';
import { ask } from '../../whole/http/request.ts';
import { openBrowser } from '../../whole/browser/browser.ts';
import { expectReadable, lookAt, LOOKS } from '../../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';
import { keepAll } from '../../whole/monitor/workspace.ts';
import { FAILED_AT, LONG_MS, LONG_SESSION, longSession } from './long-session.fixture.ts';

/** A session's page over time, in a real browser: its replay held against what the API says of each moment. */
const CAPTURE = '0181a54a-410a-4d92-8fe6-3639da9b6baa';

let monitor: Monitor;
let browser: Browser;
let start: number;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendAll(monitor, asSent('json'));
  start = Math.floor(Date.now() / TIME.minuteMs) * TIME.minuteMs - 3 * TIME.hourMs;
  await apiOf(monitor).send(longSession(start));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

async function openReplay(view: Page, session: string): Promise<void> {
  view.on('pageerror', (error) => faults.push(error.message));
  await view.goto(monitor.dashboardUrl);
  await view.getByTestId('session-row').first().waitFor();
  await view.goto(`${monitor.url}/sessions/${session}`);
  await view.locator('[data-testid=replay][data-state=ready]').waitFor();
}

async function seek(view: Page, at: number): Promise<void> {
  await view.getByTestId('scrubber').evaluate((slider, value) => {
    if (!(slider instanceof HTMLInputElement)) throw new Error('no slider');
    slider.step = '1';
    slider.value = String(value);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }, at);
  await view.locator(`[data-testid=replay-rail][data-at="${String(at)}"]`).waitFor();
}

const answered = async (path: string) =>
  (await ask(monitor, { path, headers: { authorization: `Bearer ${monitor.readKey}` } })).json;

async function requestsOf(session: string): Promise<SessionRequest[]> {
  const path = `/v1/sessions/${session}/requests?limit=500`;
  return sessionRequestsAnswerSchema.parse(await answered(path)).items;
}

/** What the replay must show at a moment, by the requests as the API lists them. */
async function expectMoment(view: Page, session: string, at: number): Promise<void> {
  const until = (await requestsOf(session)).filter((request) => request.at <= at);
  const sum = (of: (request: SessionRequest) => number): number =>
    until.reduce((all, request) => all + of(request), 0);
  await seek(view, at);
  const rail = view.getByTestId('replay-rail');
  expect(await rail.getByTestId('moment-cost').getAttribute('data-micros')).toBe(
    String(sum(({ costMicros }) => costMicros ?? 0)),
  );
  expect(await rail.getByTestId('moment-requests').innerText()).toBe(String(until.length));
  expect(await rail.getByTestId('moment-tokens').getAttribute('title')).toBe(
    sum((request) => allOf(request)).toLocaleString('en-US'),
  );
}

/** Pages that several tests look at, one after the other: each begins at the end of the session. */
const views = new Map<string, Page>();

async function page(session: string): Promise<Page> {
  const known = views.get(session);
  if (known !== undefined) {
    const end = known.getByText('Jump to end');
    if ((await end.count()) > 0) await end.click();
    return known;
  }
  const view = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await openReplay(view, session);
  views.set(session, view);
  return view;
}

describe('the replay of a captured session', () => {
  test('[FLD4] ends with the figures of the page, to the micro-dollar', async () => {
    const view = await page(CAPTURE);
    const { session } = await apiOf(monitor).session(CAPTURE);
    const rail = view.getByTestId('replay-rail');
    expect(session.usage.costMicros).toBeGreaterThan(0);
    expect(await rail.getByTestId('moment-cost').getAttribute('data-micros')).toBe(
      String(session.usage.costMicros),
    );
    expect(await rail.getByTestId('moment-requests').innerText()).toBe('11');
    expect(await rail.getByTestId('moment-calls').innerText()).toBe(String(session.toolCalls));
    expect(await view.getByTestId('replay-note').count()).toBe(0);
  });

  test('shows at three moments what the API says of them', async () => {
    const view = await page(CAPTURE);
    const times = (await requestsOf(CAPTURE)).map(({ at }) => at).toReversed();
    for (const index of [0, 4, 9]) await expectMoment(view, CAPTURE, times[index] ?? 0);
  });

  test('leads by x from one failed call to the next', async () => {
    const view = await page(CAPTURE);
    const failed = eventsOf('json').flatMap((event) =>
      event.type === 'tool.call' && event.state === 'failed' ? [event.time] : [],
    );
    expect(failed.length).toBeGreaterThan(1);
    for (const at of failed.toSorted((a, b) => a - b)) {
      await view.keyboard.press('x');
      await view.locator(`[data-testid=replay-rail][data-at="${String(at)}"]`).waitFor();
    }
  });
});

describe('the replay of a long session', () => {
  test('says in a sentence what it was asked to do, how it ended and what stood in its way', async () => {
    const view = await page(LONG_SESSION);
    expect(await view.getByTestId('summary').innerText()).toBe(
      '“Write factory contract” and 2 more: 2 done, 1 failed (“Write router contract”) in 1 h 52 min. 3 tool calls failed. ' +
        'Waited 14 min for a person. Context compacted once. 1 error, the last test_failure.',
    );
  });

  test('shows the state, the task and the sums at a moment, and what comes later pale', async () => {
    const view = await page(LONG_SESSION);
    const state = view.getByTestId('moment-state');
    for (const [minute, expected] of [
      [10, 'active'],
      [35, 'waiting'],
      [60, 'active'],
    ] as const) {
      await expectMoment(view, LONG_SESSION, start + minute * TIME.minuteMs);
      expect((await state.innerText()).trim()).toBe(expected);
    }
    const rail = await view.getByTestId('replay-rail').innerText();
    expect(rail).toContain('Write router contract');
    expect(await view.locator('[data-testid=replay-item].later').count()).toBeGreaterThan(0);
    await view.getByText('Jump to end').click();
    expect((await state.innerText()).trim()).toBe('ended');
  });

  test('is moved by keys: x to failures, comma and full stop by events, space plays', async () => {
    const view = await page(LONG_SESSION);
    const at = async () => Number(await view.getByTestId('replay-rail').getAttribute('data-at'));
    await view.keyboard.press('x');
    await view
      .locator(`[data-testid=replay-rail][data-at="${String(start + (FAILED_AT[0] ?? 0))}"]`)
      .waitFor();
    await view.keyboard.press('.');
    expect(await at()).toBeGreaterThan(start + (FAILED_AT[0] ?? 0));
    await view.keyboard.press(',');
    expect(await at()).toBe(start + (FAILED_AT[0] ?? 0));
    const before = await at();
    await view.keyboard.press('Space');
    await view.getByRole('button', { name: 'Pause' }).waitFor();
    await view.waitForFunction(
      (from) =>
        Number(document.querySelector('[data-testid=replay-rail]')?.getAttribute('data-at')) > from,
      before,
    );
    await view.keyboard.press('Space');
    await view.getByRole('button', { name: 'Play' }).waitFor();
  });

  test('says why a state is shown: the event it rests on and its time', async () => {
    const view = await page(LONG_SESSION);
    const why = view.getByTestId('session-head').getByTestId('why');
    await why.focus();
    await view.keyboard.press('Enter');
    const words = await view.getByTestId('why-panel').innerText();
    expect(words).toContain(new Date(start + LONG_MS).toISOString());
    await view.keyboard.press('Escape');
    await view.getByTestId('why-panel').waitFor({ state: 'detached' });
    expect(await why.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('exports its requests as CSV and its raw events as NDJSON', async () => {
    const csv = await fetch(`${monitor.url}/v1/sessions/${LONG_SESSION}/requests.csv`, {
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
    const lines = (await csv.text()).trimEnd().split('\r\n');
    const requests = await requestsOf(LONG_SESSION);
    expect(lines).toHaveLength(requests.length + 1);
    const costs = lines.slice(1).map((line) => Number(line.split(',')[9]));
    const { session } = await apiOf(monitor).session(LONG_SESSION);
    expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(session.usage.costMicros);
    expect(csv.headers.get('content-disposition')).toContain(`requests-${LONG_SESSION}.csv`);
    const events = await fetch(`${monitor.url}/v1/sessions/${LONG_SESSION}/events.ndjson`, {
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
    const ids = (await events.text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(ids).toHaveLength(longSession(start).length);
  });

  test.each(LOOKS)('is readable: $name', async (look) => {
    await lookAt(browser, look, async (view) => {
      await openReplay(view, LONG_SESSION);
      await seek(view, start + 60 * TIME.minuteMs);
      await shoot(view, look.name);
      await expectReadable(view);
    });
  });

  test('is readable at 200%', async () => {
    const look = {
      name: '200%',
      viewport: { width: 720, height: 500 },
      colorScheme: 'light',
    } as const;
    await lookAt(browser, look, async (view) => {
      await openReplay(view, LONG_SESSION);
      await expectReadable(view);
    });
  });
});

describe('a session that cannot be replayed', () => {
  test('[SHR2] through a link shows no raw events and no names, and says so', async () => {
    const answer = await ask(monitor, {
      method: 'POST',
      path: '/v1/links',
      headers: {
        authorization: `Bearer ${monitor.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        name: 'one session',
        scope: {
          kind: 'session',
          session: (await apiOf(monitor).session(LONG_SESSION)).session.id,
        },
      }),
    });
    const { url } = createLinkAnswerSchema.parse(answer.json);
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    const view = await context.newPage();
    const requests: string[] = [];
    view.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await view.goto(url);
    await view.getByTestId('replay-note').waitFor();
    expect(await view.getByTestId('replay-note').innerText()).toContain('Share links');
    await view.getByTestId('replay-item').first().waitFor();
    const words = await view.locator('main').innerText();
    for (const name of ['solidity-developer', 'dex-platform', 'Write router', 'test_failure']) {
      expect(words).not.toContain(name);
    }
    expect(requests.filter((path) => path.endsWith('/v1/events'))).toEqual([]);
    const { pathname } = new URL(view.url());
    const base = pathname.slice(0, pathname.indexOf('/sessions'));
    const id = pathname.split('/').at(-1) ?? '';
    const statuses = await view.evaluate(
      async ([csv = '', ndjson = '']) => {
        const [allowed, refused] = await Promise.all([fetch(csv), fetch(ndjson)]);
        return [allowed.status, refused.status];
      },
      [`${base}/v1/sessions/${id}/requests.csv`, `${base}/v1/sessions/${id}/events.ndjson`],
    );
    expect(statuses).toEqual([200, 403]);
    await context.close();
  });

  test('says so while its raw events cannot be read, and keeps its figures', async () => {
    const view = await browser.newPage();
    await view.route('**/v1/events?*', (route) => route.abort());
    await view.goto(monitor.dashboardUrl);
    await view.getByTestId('session-row').first().waitFor();
    await view.goto(`${monitor.url}/sessions/${LONG_SESSION}`);
    await view.locator('[data-testid=replay][data-state=failed]').waitFor();
    expect(await view.getByTestId('session-figures').innerText()).toContain('1 h 52 min');
    await view.close();
  });
});

test('no page made an error in the browser', () => {
  expect(faults).toEqual([]);
});

/** For people who look at it: where `LOOK_AT` names a folder, a picture of each look. */
async function shoot(view: Page, name: string): Promise<void> {
  const folder = process.env['LOOK_AT'];
  if (folder === undefined) return;
  writeFileSync(
    `${folder}/${name.replaceAll(/\W+/g, '-')}.png`,
    await view.screenshot({ fullPage: true }),
  );
}
