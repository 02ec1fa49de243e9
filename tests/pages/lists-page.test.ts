import { readFileSync } from 'node:fs';
import { CLOSE_CODES } from '@claude-monitor/protocol';
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { PHONE, WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';
import { monthOf } from './month.fixture.ts';

/** What lists have in common, in a real browser: files, filters, saved views, links, the wall. */
const SESSIONS = 120;

let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  const events = monthOf(Date.now(), SESSIONS);
  await sendHistory(monitor, events);
  browser = await openBrowser();
  context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
  await page.getByRole('link', { name: 'Sessions', exact: true }).waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const open = async (path: string): Promise<void> => {
  await page.goto(monitor.url + path);
  await page.getByTestId('filter-bar').waitFor();
};

/** What the browser saves when this is clicked. */
async function saved(click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

describe('the Export menu', () => {
  test('saves all rows that the filters keep, loaded or not', async () => {
    await open('/sessions?range=90d&project=dex');
    await page.getByTestId('list-row').first().waitFor();
    await page.getByTestId('export').click();
    const { name, text } = await saved(() => page.getByTestId('export-csv').click());
    expect(name).toMatch(/^sessions-.*\.csv$/);
    const lines = text.trimEnd().split('\r\n');
    const answer = await fetch(`${monitor.url}/v1/sessions?project=dex&limit=500`, {
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
    const { items } = (await answer.json()) as { items: unknown[] };
    expect(lines).toHaveLength(items.length + 1);
  });

  test.each([
    ['/errors?range=30d', ['Kinds', 'Errors by session']],
    ['/tasks?view=archive&range=30d', ['Tasks']],
    ['/agents?view=compare&range=30d', ['Agents']],
    ['/trends?range=30d', ['Usage by group', 'Usage over time', 'Work over time']],
  ])('is on %s', async (path, tables) => {
    await open(path);
    await page.getByTestId('export').click();
    for (const table of tables) {
      const link = page.getByRole('link', { name: `${table} as NDJSON` });
      const { text } = await saved(() => link.click());
      const rows = text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(rows.length, table).toBeGreaterThan(0);
      await page.getByTestId('export').click();
    }
  });
});

test('a chart is saved as a picture, a drawing and a table', async () => {
  await open('/trends?range=30d');
  await page.locator('[data-testid=trend-chart] .chart svg').first().waitFor();
  const save = async (format: string) => {
    await page.getByTestId('chart-file').click();
    return await saved(() => page.getByRole('button', { name: `(${format})` }).click());
  };
  const svg = await save('SVG');
  expect(svg.text).toMatch(/^<svg [^>]*viewBox/);
  expect(svg.text).not.toMatch(/var\(--|class=|style=/);
  const png = await save('PNG');
  expect(png.name).toMatch(/\.png$/);
  expect(png.text.slice(1, 4)).toBe('PNG');
  const csv = await save('CSV');
  expect(csv.text.split('\r\n').length).toBeGreaterThan(20);
});

describe('filters', () => {
  test('by cost, errors and duration are written as people say them', async () => {
    await open('/sessions?range=90d');
    await page.getByTestId('list-row').first().waitFor();
    await page.getByTestId('add-filter').click();
    await page.getByTestId('filter-name').selectOption('minCost');
    await page.getByTestId('filter-value').fill('cheap');
    await page.getByRole('button', { name: 'Apply' }).last().click();
    await page.getByText('Enter a number of 0 or more.').waitFor();
    await page.getByTestId('filter-value').fill('0.05');
    await page.getByRole('button', { name: 'Apply' }).last().click();
    await page.getByRole('button', { name: 'Remove filter Cost at least: $0.05' }).waitFor();
    expect(new URL(page.url()).searchParams.get('minCost')).toBe('50000');
    await page.getByTestId('list-end').getByText('End of list.').waitFor();
    expect(await page.getByTestId('list-row').count()).toBeLessThan(SESSIONS);
  });

  test('stay from page to page, also where they are not used, and say so', async () => {
    await page.getByRole('link', { name: 'Errors', exact: true }).click();
    await page.getByTestId('unused-filters').getByText('Cost at least $0.05').waitFor();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByRole('button', { name: 'Remove filter Cost at least: $0.05' }).waitFor();
  });

  test('of another version are named', async () => {
    await open('/errors?range=30d&branch=main');
    await page.getByTestId('unknown-filters').getByText('branch “main”').waitFor();
    await page.getByRole('button', { name: 'Remove them' }).click();
    await page.getByTestId('unknown-filters').waitFor({ state: 'detached' });
  });
});

test('a view is saved for all, opened from another page, and deleted', async () => {
  await open('/sessions?range=90d&outcome=failed');
  await page.getByTestId('views').click();
  await page.getByTestId('view-name').fill('Failed sessions');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByTestId('saved-view').waitFor();
  await open('/errors');
  await page.getByTestId('views').click();
  await page.getByTestId('saved-view').click();
  await page.waitForURL(/\/sessions\?range=90d&outcome=failed/);
  await page.getByRole('button', { name: 'Remove filter Outcome: failed' }).waitFor();
  await page.getByTestId('views').click();
  await page.getByRole('button', { name: 'Delete view Failed sessions' }).click();
  await page.getByText('No saved views yet.').waitFor();
});

describe('a share link', () => {
  test('[SHR2] opens on the page, range and filters that it was made of, and exports no more than it shows', async () => {
    await open('/sessions?range=90d&outcome=failed');
    await page.getByTestId('share').click();
    await page.getByRole('button', { name: 'Create link' }).click();
    const url = await page.getByTestId('shared-url').innerText();
    const viewer = await browser.newPage({ viewport: WIDE });
    await viewer.goto(url.match(/http\S+/)?.[0] ?? '');
    await viewer.waitForURL(/\/s\/\w+\/sessions\?range=90d&outcome=failed/);
    await viewer.getByTestId('list-row').first().waitFor();
    await viewer.getByTestId('export').click();
    const [download] = await Promise.all([
      viewer.waitForEvent('download'),
      viewer.getByTestId('export-csv').click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.split('\r\n').length).toBeGreaterThan(2);
    expect(text).not.toMatch(/solidity-developer|security-auditor|billing/);
    expect(await viewer.getByTestId('views').count()).toBe(0);
    await viewer.close();
    await page.keyboard.press('Escape');
  });
});

describe('the wall', () => {
  const TV = { width: 1920, height: 1080 };

  test('shows what needs someone, what runs, three figures and the clock; nothing scrolls', async () => {
    await page.setViewportSize(TV);
    await page.goto(`${monitor.url}/?view=wall`);
    await page.getByTestId('wall').waitFor();
    expect(await page.getByTestId('wall').innerText()).toMatch(/Tokens per minute/);
    expect(await page.getByTestId('wall-clock').innerText()).toMatch(/\d\d:\d\d[\s\S]*Live/);
    expect(await page.getByRole('navigation').count()).toBe(0);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('[data-testid=wall] *')]
        .filter((element) => element.children.length === 0 && element.textContent !== '')
        .filter((element) => !element.closest('.unseen') && !element.closest('title'))
        .map((element) => Number.parseFloat(getComputedStyle(element).fontSize))
        .filter((size) => size < 32),
    );
    expect(small).toEqual([]);
    await expectReadable(page);
  });

  test('covers the clock while nothing comes, and goes on by itself', async () => {
    const [pid] = monitor.pidsOf('workerd');
    if (pid === undefined) throw new Error('no runtime runs');
    const clock = page.getByTestId('wall-clock');
    process.kill(pid, 'SIGSTOP');
    try {
      await clock.getByText('No data since').waitFor({ timeout: 90_000 });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await clock.getByText('Live').waitFor({ timeout: 60_000 });
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('WebSocket')));
  });

  test('keeps the screen awake, and loads itself again after a deployment', async () => {
    const wall = await page.context().newPage();
    await wall.clock.install();
    await wall.addInitScript(() => {
      Object.assign(window, { locks: 0, released: 0 });
      const count = (name: string) =>
        Reflect.set(window, name, Number(Reflect.get(window, name)) + 1);
      const release = () => Promise.resolve(count('released'));
      const request = () => Promise.resolve(count('locks')).then(() => ({ release }));
      Object.defineProperty(navigator, 'wakeLock', { value: { request } });
    });
    const sockets: WebSocketRoute[] = [];
    await wall.routeWebSocket(/\/v1\/live/, (socket) => {
      sockets.push(socket);
      socket.connectToServer();
    });
    const counted = (name: string) => wall.evaluate((of) => Reflect.get(window, of), name);
    try {
      await wall.setViewportSize(TV);
      await wall.goto(`${monitor.url}/?view=wall`);
      const clock = wall.getByTestId('wall-clock');
      await clock.getByText('Live').waitFor();
      expect(await counted('locks')).toBe(1);
      await wall.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      expect(await counted('locks')).toBe(2);

      // What the hub says to a page whose words it does not know.
      for (const socket of sockets) await socket.close({ code: CLOSE_CODES.badMessage.code });
      await wall.getByTestId('wall').waitFor({ state: 'detached' });
      const isLoaded = wall.waitForEvent('load');
      await wall.clock.fastForward(31_000);
      await isLoaded;
      await clock.getByText('Live').waitFor();
      expect(sockets.length).toBeGreaterThan(1);
    } finally {
      await wall.close();
    }
  });

  test('stands somewhere else every ten minutes, so that nothing burns in', async () => {
    const wall = await page.context().newPage();
    await wall.clock.install();
    try {
      await wall.setViewportSize(TV);
      await wall.goto(`${monitor.url}/?view=wall`);
      const picture = wall.locator('[data-testid=wall] .wall');
      await picture.waitFor();
      const places = new Set<string | null>();
      for (let tens = 0; tens < 3; tens++) {
        places.add(await picture.getAttribute('style'));
        await wall.clock.fastForward(10 * 60_000);
        await expect.poll(() => picture.getAttribute('style')).not.toBe([...places].at(-1));
      }
      expect(places.size).toBe(3);
    } finally {
      await wall.close();
    }
  });

  test('is left by a key, and entered from Today', async () => {
    await page.keyboard.press('Escape');
    await page.getByTestId('wall-link').click();
    await page.getByTestId('wall').waitFor();
    await page.keyboard.press('Escape');
    await page.setViewportSize(WIDE);
    await page.getByRole('link', { name: 'Sessions', exact: true }).waitFor();
  });
});

describe('menus', () => {
  test.each(LOOKS)('are readable, $name', async ({ viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    for (const menu of ['export', 'views', 'add-filter']) {
      await open('/sessions?range=90d&minCost=1');
      await page.getByTestId('list-row').first().waitFor();
      await page.getByTestId(menu).click();
      await expectReadable(page);
    }
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('have room for a finger on a phone', async () => {
    await page.setViewportSize(PHONE);
    await open('/sessions?range=90d');
    await page.getByTestId('export').click();
    const box = await page.getByTestId('export-csv').boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await page.setViewportSize(WIDE);
  });
});

test('nothing failed in the page', () => {
  expect(faults).toEqual([]);
});
