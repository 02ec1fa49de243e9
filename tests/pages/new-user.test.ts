import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openBrowser } from '../whole/browser/browser.ts';
import { PHONE, planned, report } from '../whole/browser/graph-page.ts';
import { sendHistory } from '../whole/browser/history-page.ts';
import { everyPath, goWithin } from '../whole/browser/page-walk.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';
import { monthOf } from './month.fixture.ts';

/** What somebody notices who sees the pages for the first time, on a window as wide as a desk has. */
const DESK = { width: 1600, height: 1000 };
const ZONE = 'Pacific/Auckland';
const TEAM = ['ana', 'ben', 'chi', 'dov', 'eva', 'fay', 'gil', 'hal', 'ivo'].map(
  (name) => `${name}-agent`,
);
/** Between a name and its figures: the eye loses its row beyond. */
const MOST_HOLE = 480;
/** Sizes that text may have, px. */
const TYPE_SCALE = [12, 13, 14, 20, 28];

let monitor: Monitor;
let browser: Browser;
let page: Page;
let paths: string[];
const now = Date.now();

/** Events of one session, by the minutes before now. */
const before = (
  sessionId: string,
  agentName: string,
  events: readonly [minutes: number, Record<string, unknown>][],
) =>
  events.map(([minutes, fields], place) => ({
    id: `${sessionId} ${String(place)}`,
    source: 'mcp',
    sessionId,
    agentName,
    time: now - minutes * TIME.minuteMs,
    ...fields,
  })) as unknown as TelemetryEventInput[];

const WORDS = `${'why it did not go as planned, '.repeat(14)}end of it`;
const asks = { type: 'session.state', state: 'waiting', reason: 'Asks to use Bash' };
const EVENTS = [
  ...before('asks', 'patient', [
    [310, { type: 'session.start', project: 'dex' }],
    [300, asks],
  ]),
  ...before('asks-with-a-call', 'patient', [
    [310, { type: 'session.start', project: 'dex' }],
    [305, { type: 'tool.call', toolUseId: 't1', toolName: 'Bash', state: 'started' }],
    [300, asks],
  ]),
  ...before('failed', 'unlucky', [
    [400, { type: 'session.start', project: 'dex' }],
    [399, { type: 'task.start', taskId: 'F-1', taskDescription: 'Deploy the router' }],
    [390, { type: 'error', errorType: 'NonceTooLow', errorMessage: 'nonce 7', severity: 'high' }],
    [389, { type: 'task.complete', taskId: 'F-1', status: 'failed' }],
    [388, { type: 'session.end' }],
  ]),
  ...before('wordy', 'talker', [
    [20, { type: 'session.start', project: 'dex' }],
    [19, { type: 'task.start', taskId: 'W-1', taskDescription: `Explain ${WORDS}` }],
    [15, { type: 'error', errorType: 'TooLong', errorMessage: WORDS, severity: 'high' }],
    [14, { type: 'task.complete', taskId: 'W-1', status: 'failed' }],
  ]),
  ...before('rtl', 'סוכן', [
    [5, { type: 'session.start', project: 'פרויקט' }],
    [4, { type: 'task.start', taskId: 'R-1', taskDescription: `התחלה ${'ארוך מאוד '.repeat(60)}` }],
  ]),
  ...TEAM.flatMap((agent, index) =>
    before(`of-${agent}`, agent, [
      [20, { type: 'session.start', project: 'team' }],
      [
        10,
        {
          type: 'usage',
          requestId: `u-${agent}`,
          model: 'claude-sonnet-4-5',
          inputTokens: 1_000 * (index + 1),
          outputTokens: 10,
        },
      ],
    ]),
  ),
];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendHistory(monitor, [...monthOf(now, 60), ...EVENTS]);
  await report(monitor, 'planner', planned('alone-1', [], 'heap'), planned('alone-2', [], 'heap'));
  await report(
    monitor,
    'planner',
    planned('first', [], 'chain'),
    planned('second', ['first'], 'chain'),
  );
  // All start at the same time, so ties are broken by name alone, and pseudonyms sort differently.
  const at = { time: Date.now() };
  const urgent = ['high', 'low', 'medium', 'critical'];
  const pairs = urgent.flatMap((priority, index) => [
    { ...planned(`${String(9 - index)}-first`, [], 'tie'), ...at, priority },
    {
      ...planned(`${String(9 - index)}-then`, [`${String(9 - index)}-first`], 'tie'),
      ...at,
      priority,
    },
  ]);
  await report(monitor, 'planner', ...pairs);
  const { items } = await eventually(apiOf(monitor).sessions, ({ fresh }) => fresh);
  const tasks = (await apiOf(monitor).tasks()).items;
  paths = everyPath({
    session: items.find(({ sessionId }) => sessionId === 'failed')?.id ?? '',
    task: tasks.find(({ taskId }) => taskId === 'F-1')?.id ?? '',
    report: new Date(now - TIME.dayMs).toISOString().slice(0, 10),
  });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: DESK, reducedMotion: 'reduce', timezoneId: ZONE });
  await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const row = (session: string) =>
  page.locator(`[data-testid=session-row][data-session-id=${session}]`);
const textOf = async (session: string): Promise<string> =>
  (await row(session).innerText()).replaceAll(/\s+/g, ' ');

async function go(path: string): Promise<void> {
  await goWithin(page, path);
  await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
}

describe('today', () => {
  test('[FLD4] who asked five hours ago still waits, with the reason, a call open or not', async () => {
    for (const session of ['asks', 'asks-with-a-call']) {
      expect(await row(session).getAttribute('data-state')).toBe('waiting');
      expect(await textOf(session)).toContain('Asks to use Bash');
      expect(await textOf(session)).toContain('waiting 5 h');
    }
    expect((await page.getByTestId('totals').innerText()).replaceAll(/\s+/g, ' ')).toContain(
      'Waiting for you 2 for 5 h',
    );
  });

  test('what failed six hours ago is there, dated, with the error and the task', async () => {
    const text = await textOf('failed');
    expect(text).toContain('NonceTooLow: nonce 7');
    expect(text).toContain('Deploy the router, failed');
    expect(text).toContain('ended 6 h');
    expect(text).not.toContain('No open task');
  });

  test('says the day and the zone, and what happens now stands in the first window', async () => {
    expect(await page.locator('main').innerText()).toContain(`times in ${ZONE}`);
    const heading = page.getByRole('heading', { name: 'Now', exact: true });
    expect((await heading.boundingBox())?.y).toBeLessThan(DESK.height);
  });

  test('writing from right to left shows its start, and turns nothing beside it', async () => {
    const title = page.getByRole('heading', { name: 'פרויקט 1 session', exact: true });
    expect((await title.innerText()).replaceAll(/\s+/g, ' ')).toBe('פרויקט 1 session');
    const name = title.locator('bdi');
    const [of, count] = await Promise.all([
      name.boundingBox(),
      title.locator('.count').boundingBox(),
    ]);
    expect(of?.x).toBeLessThan(count?.x ?? 0);
    const task = row('rtl').getByTestId('current-task').locator('[dir=auto]');
    expect(await task.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    const heights = await row('rtl').boundingBox();
    expect(heights?.height).toBeLessThan(120);
  });

  test('long text is cut after two lines, and whole with “more”, on the same page', async () => {
    const reason = row('wordy').locator('.reason');
    const more = reason.getByTestId('more-text');
    const height = async (): Promise<number> => (await reason.boundingBox())?.height ?? 0;
    const cut = await height();
    expect(await more.innerText()).toBe('more');
    await more.press('Enter');
    expect(await more.getAttribute('aria-expanded')).toBe('true');
    expect(await height()).toBeGreaterThan(cut + 40);
    expect(new URL(page.url()).pathname).toBe('/');
    await more.click();
    await expect.poll(height).toBe(cut);
    expect(await row('asks').getByTestId('more-text').count()).toBe(0);
  });

  test('of nine agents no two share a colour', async () => {
    await go('/agents?view=compare&range=30d');
    await go('/uptime?range=24h');
    await page.getByTestId('agent-uptime').first().waitFor();
    const colours = await page.getByTestId('agent-uptime').evaluateAll((rows) =>
      rows.map((one) => {
        const square = one.querySelector('[style*=background], [style*=colour]');
        return square === null ? '' : getComputedStyle(square).backgroundColor;
      }),
    );
    expect(colours.length).toBeGreaterThanOrEqual(TEAM.length);
    expect(colours).not.toContain('');
    expect(new Set(colours).size).toBe(colours.length);
  });
});

describe('tasks', () => {
  test('without dependencies are a list first, without a critical path; with them a graph', async () => {
    await go('/tasks?project=heap');
    await page.getByTestId('task-list').waitFor();
    expect(await page.getByRole('button', { name: 'Critical path' }).count()).toBe(0);
    expect(await page.getByTestId('state-counts').innerText()).not.toContain('critical path');
    await go('/tasks?project=chain');
    await page.getByTestId('task-graph').waitFor();
    expect(await page.getByTestId('state-counts').innerText()).toContain('critical path');
  });

  test('of equally long paths the same is critical for the owner and for who has a link', async () => {
    // A link has other names: what tells the paths apart for both is how urgent they are.
    const pathOf = async (one: Page): Promise<string[]> => {
      const critical = one.locator('[data-testid=task-row][data-critical=true]');
      await critical.first().waitFor();
      const texts = await critical.allInnerTexts();
      return texts.map((text) => /high|critical(?! path)|$/i.exec(text)?.[0] ?? '');
    };
    const opened = await browser.newPage({ viewport: PHONE, reducedMotion: 'reduce' });
    await opened.goto(`${monitor.url}/#key=${monitor.readKey}`);
    await opened.locator('[data-connection=live]').waitFor();
    await opened.goto(`${monitor.url}/tasks?project=tie`);
    const own = await pathOf(opened);
    expect(own.join('')).not.toBe('');
    expect(own).toHaveLength(2);
    await opened.close();
    const answer = await fetch(`${monitor.url}/v1/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${monitor.adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ isRedacted: true, shows: ['projects'] }),
    });
    const { url } = z.object({ url: z.string() }).parse(await answer.json());
    const viewer = await browser.newPage({ viewport: PHONE, reducedMotion: 'reduce' });
    await viewer.goto(url);
    await viewer.locator('[data-connection=live]').waitFor();
    const base = viewer.url().replace(/\/$/, '');
    await viewer.goto(`${base}/tasks?project=tie`);
    expect(await pathOf(viewer)).toEqual(own);
    expect(await viewer.locator('main').innerText()).not.toContain('Task 9-first');
    await viewer.close();
  });

  test('fit the window: no page of a graph has a second scroll', async () => {
    for (const path of ['/tasks?project=chain', '/agents']) {
      await go(path);
      const over = await page.evaluate(
        () => document.documentElement.scrollHeight - document.documentElement.clientHeight,
      );
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });

  test('that failed say why, and lead to what came before', async () => {
    await go(paths.find((path) => /^\/tasks\/\w/.test(path)) ?? '');
    const failure = page.getByTestId('task-failure');
    await failure.getByText('NonceTooLow').waitFor();
    expect(await failure.innerText()).toContain('nonce 7');
    expect(await failure.getByRole('link').last().getAttribute('href')).toMatch(/\?at=\d+$/);
  });
});

describe('every page', () => {
  test('has its figures beside their names, sizes of the type scale, and one filled button at most', async () => {
    const wrong: string[] = [];
    for (const path of paths.filter((one) => !one.includes('wall'))) {
      await go(path);
      const found = await page.evaluate(lookOver, { mostHole: MOST_HOLE, scale: TYPE_SCALE });
      wrong.push(...found.map((one) => `${path}: ${one}`));
    }
    expect(wrong).toEqual([]);
  });

  test('has nothing that axe finds, of whatever weight', async () => {
    const require = createRequire(import.meta.url);
    await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const wrong: string[] = [];
    for (const path of paths.filter((one) => !one.includes('wall'))) {
      await go(path);
      const found = await page.evaluate(async () => {
        const { violations } = await window.axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 140) ?? ''}`);
      });
      wrong.push(...found.map((one) => `${path}: ${one}`));
    }
    expect(wrong).toEqual([]);
  });

  test('of forms clears what was wrong once it is edited', async () => {
    await go('/settings/keys');
    await page.getByTestId('new-key').click();
    await page.getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Enter a name').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('mine');
    await page.getByText('Enter a name').waitFor({ state: 'detached' });
  });
});

/** Runs in the page: holes in rows, text of another size, more than one filled button. */
function lookOver({ mostHole, scale }: { mostHole: number; scale: number[] }): string[] {
  const found: string[] = [];
  const isSeen = (element: Element): boolean => element.getClientRects().length > 0;
  const placesOf = (element: Element): DOMRect[] => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const places: DOMRect[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if ((node.textContent ?? '').trim() === '') continue;
      if (node.parentElement?.closest('.unseen') != null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      places.push(...range.getClientRects());
    }
    for (const drawn of element.querySelectorAll('svg')) places.push(drawn.getBoundingClientRect());
    return places.filter(({ width }) => width > 0).sort((a, b) => a.left - b.left);
  };
  for (const row of document.querySelectorAll('main tbody tr, main [data-row], main [role=row]')) {
    let end = Number.POSITIVE_INFINITY;
    for (const { left, right } of placesOf(row)) {
      if (left - end > mostHole) {
        found.push(
          `a hole of ${String(Math.round(left - end))} px in “${row.textContent.trim().slice(0, 40)}”`,
        );
        break;
      }
      end = end === Number.POSITIVE_INFINITY ? right : Math.max(end, right);
    }
  }
  const odd = [...document.querySelectorAll('body *')].find(
    (element) =>
      isSeen(element) &&
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      ) &&
      !scale.includes(Number.parseFloat(getComputedStyle(element).fontSize)),
  );
  if (odd !== undefined) {
    const size = getComputedStyle(odd).fontSize;
    found.push(`text of ${size}: ${odd.outerHTML.slice(0, 100)}`);
  }
  const ink = getComputedStyle(document.body).color;
  const filled = [...document.querySelectorAll('main button')].filter(
    (button) => isSeen(button) && getComputedStyle(button).backgroundColor === ink,
  );
  if (filled.length > 1) found.push(`${String(filled.length)} filled buttons`);
  return [...new Set(found)].slice(0, 4);
}
