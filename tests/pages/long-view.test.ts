import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory, sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';
import { monthOf } from './month.fixture.ts';

/** Errors, the archive of tasks, a task and the comparison of agents in a real browser. */
const SESSIONS = 240;

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
  context = await browser.newContext({
    viewport: WIDE,
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByRole('link', { name: 'Errors' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const sentence = (): Promise<string> => sentenceOf(page);

describe('the errors', () => {
  test('say what is new, and lead from a kind to its moment in a session', async () => {
    await page.goto(`${monitor.url}/errors?range=30d`);
    const first = page.getByTestId('error-kind').first();
    await first.waitFor();
    expect(await sentence()).toMatch(/^\d+ errors of 5 kinds in the last 30 days\./);
    await page.goto(`${monitor.url}/errors?range=7d`);
    await first.waitFor();
    expect(await sentence()).toContain('One kind is new and severe: ReentrancyCheck.');
    expect(await first.innerText()).toContain('ReentrancyCheck');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByTestId('error-session').first().click();
    const meant = page.locator('[data-testid=session-error][aria-current=true]');
    await meant.waitFor();
    expect(await meant.innerText()).toContain('ReentrancyCheck');
  });

  test('keep a filter in the address, and say so where nothing matches', async () => {
    await page.goto(`${monitor.url}/errors?range=30d&agent=test-writer`);
    await page.getByTestId('error-kind').first().waitFor();
    expect(await sentence()).toContain('matching errors');
    await page.goto(`${monitor.url}/errors?range=30d&agent=nobody`);
    await page.getByTestId('empty').waitFor();
    expect(await sentence()).toBe('No matching errors in the last 30 days.');
  });
});

describe('the archive of tasks', () => {
  test('adds up to all tasks, page by page, and opens one with its costs', async () => {
    await page.goto(`${monitor.url}/tasks?range=30d`);
    await page.getByRole('link', { name: 'Archive' }).click();
    await page.getByTestId('archive-row').first().waitFor();
    for (;;) {
      const more = page.getByRole('button', { name: 'Show more' });
      const end = page.getByText('End of list.');
      await more.or(end).waitFor();
      if (await end.isVisible()) break;
      await more.click();
    }
    expect(await page.getByTestId('archive-row').count()).toBe(SESSIONS);
    const counted = [...(await sentence()).matchAll(/(\d+) (tasks done|failed)/g)];
    expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(SESSIONS);
    await page.getByRole('button', { name: 'Tries' }).click();
    await page.waitForURL(/sort=tries/);
    await page.getByTestId('archive-row').first().waitFor();
    expect(await page.getByTestId('archive-row').first().locator('.tries').innerText()).toBe('3');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByTestId('task-page').waitFor();
    await page.getByTestId('task-costs').waitFor();
    expect(await page.getByTestId('task-history').innerText()).toContain('retried');
    expect(await page.getByTestId('task-page').innerText()).toContain('after 3 tries');
    expect(await page.getByTestId('work-outcome').innerText()).toMatch(
      /^(merged|closed without a merge)$/,
    );
  });
});

describe('the comparison of agents', () => {
  test('claims only what is clear, with n beside every figure, two side by side by address', async () => {
    await page.goto(`${monitor.url}/agents?range=30d`);
    await page.getByRole('link', { name: 'Compare' }).click();
    const rows = page.getByTestId('compare-row');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(6);
    expect(await sentence()).toContain(
      'solidity-developer costs more per finished task with opus-4-5 than with sonnet-4-5.',
    );
    for (const row of await rows.all()) {
      expect((await row.innerText()).match(/\bn \d+/g)?.length).toBeGreaterThanOrEqual(8);
    }
    await rows.nth(0).getByRole('button').click();
    await rows.nth(1).getByRole('button').click();
    await page.getByRole('button', { name: 'Show only the chosen' }).click();
    await page.waitForURL(/only=1/);
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
  });
});

const PAGES = {
  errors: ['/errors?range=30d', 'error-kind'],
  'the archive': ['/tasks?view=archive&range=30d', 'archive-row'],
  compare: ['/agents?view=compare&range=30d', 'compare-row'],
} as const;

describe.each(Object.entries(PAGES))('the page of %s', (_, [path, row]) => {
  test.each(LOOKS)('is readable, $name', async ({ viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.goto(monitor.url + path);
    await page.getByTestId(row).first().waitFor();
    await expectReadable(page);
    await page.goto(`${monitor.url}${path}&agent=nobody`);
    await page.getByTestId('empty').waitFor();
    await expectReadable(page);
  });

  test('says what is wrong while the history is away, and goes on when it is back', async () => {
    await page.route('**/v1/**', (route) => route.fulfill({ status: 503, json: {} }), { times: 1 });
    await page.goto(monitor.url + path);
    await page.getByTestId('history-note').waitFor();
    await page.getByTestId(row).first().waitFor();
  });
});

test('nothing failed in the page', () => {
  expect(faults.filter((fault) => !fault.includes('503'))).toEqual([]);
});
