import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boundsOf } from '../../web/src/lib/range/range.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { PHONE, WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory, sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';

/** The list of all sessions in a real browser, in a zone that is not the machine's. */
const ZONE = 'Asia/Kolkata';
const MANY = 260;
const HOSTILE = '<img src=x onerror=alert(1)> פרויקט 🦊';

const now = Date.now();
const night = boundsOf({ name: 'last-night', end: null }, { now, zone: ZONE });
const IN_THE_NIGHT = night.from + TIME.hourMs;

let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  const events: TelemetryEventInput[] = [
    ...sessionEvents('night-deploy', {
      at: IN_THE_NIGHT,
      agentName: 'release-bot',
      within: [
        { type: 'task.start', taskId: 'T-1', taskDescription: 'Deploy to testnet' },
        { type: 'task.complete', taskId: 'T-1', status: 'failed' },
      ],
    }),
    ...sessionEvents('days-before', { at: now - 5 * TIME.dayMs, agentName: 'test-writer' }),
    ...sessionEvents('hostile', { at: now - 4 * TIME.dayMs, agentName: HOSTILE }),
    ...Array.from({ length: MANY }, (_, index) =>
      sessionEvents(`many-${String(index)}`, {
        at: now - 40 * TIME.dayMs - index * TIME.hourMs,
        agentName: 'batch-runner',
      }),
    ).flat(),
  ];
  await sendHistory(monitor, events);
  browser = await openBrowser();
  context = await browser.newContext({
    viewport: WIDE,
    timezoneId: ZONE,
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

/** A session of ten minutes with what happened in it. */
function sessionEvents(
  sessionId: string,
  {
    at,
    agentName,
    within = [],
  }: { at: number; agentName: string; within?: readonly Record<string, unknown>[] },
): TelemetryEventInput[] {
  const all = [
    { type: 'session.start', agentName, project: 'dex' },
    ...within,
    { type: 'session.end' },
  ];
  return all.map((fields, index) => ({
    id: `${sessionId} ${String(index)}`,
    source: 'mcp',
    sessionId,
    time: at + (index * 10 * TIME.minuteMs) / (all.length - 1),
    ...fields,
  })) as TelemetryEventInput[];
}

const row = (sessionId: string) =>
  page.getByTestId('list-row').filter({ has: page.getByText(sessionId, { exact: true }) });

const sentence = (): Promise<string> => sentenceOf(page);

const open = async (query: string): Promise<void> => {
  await page.goto(`${monitor.url}/sessions${query}`);
  await page.getByTestId('filter-bar').waitFor();
};

describe('the list of sessions', () => {
  test('says in two clicks what happened last night', async () => {
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByTestId('range-shown').waitFor();
    await page.getByTestId('last-night').click();
    await row('night-deploy').waitFor();
    await page.getByTestId('list-end').getByText('End of list.').waitFor();
    expect(await page.getByTestId('list-row').count()).toBe(1);
    expect(await sentence()).toBe('1 session last night. One has a failed task.');
    expect(await row('night-deploy').innerText()).toContain('Deploy to testnet');
    expect(new URL(page.url()).searchParams.get('range')).toBe('last-night');
  });

  test('keeps the range from page to page, and after a reload', async () => {
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.waitForURL(/tasks\?range=last-night/);
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await row('night-deploy').waitFor();
    await page.reload();
    await row('night-deploy').waitFor();
    expect(await page.getByTestId('list-row').count()).toBe(1);
  });

  test('counts what there is, and narrows by a count', async () => {
    await open('?range=90d');
    await page.getByText('Counts by state').click();
    const facets = page.getByTestId('facets');
    await facets.waitFor();
    const counted = facets.getByRole('listitem').filter({ hasText: 'release-bot' });
    expect((await counted.innerText()).replaceAll(/\s+/g, ' ')).toBe('release-bot 1');
    await expectReadable(page);
    await facets.getByRole('button', { name: 'release-bot' }).click();
    await page.waitForURL(/agent=release-bot/);
    await page.getByTestId('list-end').getByText('End of list.').waitFor();
    expect(await page.getByTestId('list-row').count()).toBe(1);
  });

  test('narrows by a filter, in the address, and takes it away again', async () => {
    await open('?range=7d');
    await row('days-before').waitFor();
    await page.getByTestId('add-filter').click();
    await page.getByTestId('filter-name').selectOption('agent');
    await page.getByTestId('filter-value').fill('test-writer');
    await page.getByRole('button', { name: 'Apply' }).last().click();
    await page.getByTestId('chip').waitFor();
    await row('night-deploy').waitFor({ state: 'detached' });
    await row('days-before').waitFor();
    expect(new URL(page.url()).searchParams.getAll('agent')).toEqual(['test-writer']);
    expect(await sentence()).toBe('1 matching session in the last 7 days.');
    await page.getByRole('button', { name: 'Remove filter Agent: test-writer' }).click();
    await row('night-deploy').waitFor();
  });

  test('steps to the period before and back, by keys too', async () => {
    await open('?range=last-night');
    await row('night-deploy').waitFor();
    await page.keyboard.press('[');
    await page.getByTestId('no-sessions').waitFor();
    await page.getByRole('button', { name: 'Next period' }).click();
    await row('night-deploy').waitFor();
    expect(await page.getByRole('button', { name: 'Next period' }).isDisabled()).toBe(true);
    await page.goBack();
    await page.getByTestId('no-sessions').waitFor();
  });

  test('loads page after page as one scrolls, with few rows drawn', async () => {
    await open('?range=90d');
    await page.getByTestId('list-row').first().waitFor();
    expect(await page.getByTestId('list-row').count()).toBeLessThan(200);
    // The wheel turns what lies below the pointer.
    await page.mouse.move(WIDE.width / 2, WIDE.height / 2);
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 20_000);
          return await page.getByTestId('list-end').innerText();
        },
        { timeout: 30_000 },
      )
      .toBe('End of list.');
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 20_000);
        return await row(`many-${String(MANY - 1)}`).count();
      })
      .toBe(1);
    expect(await page.getByTestId('list-row').count()).toBeLessThan(200);
    expect(await sentence()).toContain(`${String(MANY + 3)} sessions in the last 90 days`);
  });

  test('is walked by keys, and found as it was left', async () => {
    await open('?range=90d');
    await page.getByTestId('list-row').first().waitFor();
    for (let step = 0; step < 60; step += 1) await page.keyboard.press('j');
    await page.keyboard.press('k');
    const chosen = page.locator('.chosen');
    const id = await chosen.getAttribute('data-row');
    const before = await page.evaluate(() => scrollY);
    expect(before).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sessions\/[^?]+$/);
    await page.goBack();
    await page.locator(`[data-row="${id ?? ''}"]`).waitFor();
    await expect.poll(() => page.evaluate(() => scrollY), { timeout: 10_000 }).toBe(before);
    await page.keyboard.press('/');
    await page.keyboard.type('jk');
    expect(await page.getByTestId('search').inputValue()).toBe('jk');
  });

  test('shows names as what they are, and says what an address asks in vain', async () => {
    await open('?range=fortnight&state=hibernating&q=');
    await row('hostile').waitFor();
    expect(await row('hostile').innerText()).toContain(HOSTILE);
    expect(await page.getByTestId('unknown-range').innerText()).toContain('“fortnight”');
    expect(await page.getByTestId('unknown-filters').innerText()).toContain('State “hibernating”');
    await page.getByRole('button', { name: 'Remove them' }).click();
    await page.getByTestId('unknown-filters').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('hibernating');
  });

  test('says that it is broken, never that it is empty, and goes on when it can', async () => {
    await page.route('**/v1/sessions?*', (route) => route.fulfill({ status: 503 }));
    await open('?range=7d');
    await page.locator('[data-trouble="no history"]').waitFor();
    expect(await page.getByTestId('no-sessions').count()).toBe(0);
    await page.unroute('**/v1/sessions?*');
    await page.getByRole('button', { name: 'Try now' }).click();
    await row('days-before').waitFor();
    // The browser itself reports the refused request.
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('503')));
  });

  test.each([...LOOKS, { name: 'narrow', viewport: { width: 1024, height: 768 } }])(
    'is readable: $name',
    async ({ viewport, ...look }) => {
      const colorScheme = 'colorScheme' in look ? look.colorScheme : 'light';
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      try {
        await open('?range=90d');
        await page.getByTestId('list-row').first().waitFor();
        await expectReadable(page);
      } finally {
        await page.setViewportSize(WIDE);
        await page.emulateMedia({ colorScheme: 'light' });
      }
    },
  );

  test('has room for a finger on a phone', async () => {
    await page.setViewportSize(PHONE);
    await open('?range=7d');
    const box = await row('days-before').boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await page.setViewportSize(WIDE);
  });

  test('made no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});
