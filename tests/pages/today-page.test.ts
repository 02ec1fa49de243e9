import { TIME } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { report, watchedPage, WIDE } from '../whole/browser/graph-page.ts';
import { sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';

/** Today in a real browser: who needs someone, what runs, what is over. */
const HOSTILE = '<img src=x onerror=alert(1)> פרויקט 🦊';

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  const working = { project: 'dex', agentName: 'writer' };
  await report(
    monitor,
    'at-work',
    { type: 'session.start', ...working },
    { type: 'task.start', taskId: 'T-1', taskDescription: HOSTILE.repeat(8), ...working },
    {
      type: 'usage',
      requestId: 'r-1',
      model: 'claude-sonnet-4-5',
      inputTokens: 100,
      cacheReadTokens: 900,
      outputTokens: 10,
      ...working,
    },
  );
  await report(monitor, 'second', { type: 'session.start', project: 'dex', agentName: HOSTILE });
  for (const name of ['over-1', 'over-2']) {
    await report(
      monitor,
      name,
      { type: 'session.start', agentName: 'reviewer' },
      { type: 'session.end' },
    );
  }
  const lateAt = new Date(Date.now() - TIME.dayMs).setUTCHours(22, 0, 0, 0);
  const late = (minutes: number) => ({
    agentName: 'night-owl',
    time: lateAt + minutes * TIME.minuteMs,
  });
  await report(
    monitor,
    'by-night',
    { type: 'session.start', ...late(0) },
    { type: 'task.start', taskId: 'N-1', taskDescription: 'Compact the archive', ...late(1) },
    {
      type: 'usage',
      requestId: 'n-1',
      model: 'claude-sonnet-4-5',
      taskId: 'N-1',
      inputTokens: 100_000,
      outputTokens: 1_000,
      ...late(10),
    },
    { type: 'task.complete', taskId: 'N-1', status: 'success', ...late(30) },
    { type: 'session.end', ...late(45) },
  );
  browser = await openBrowser();
  page = await watchedPage(browser, WIDE, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const sentence = (): Promise<string> => sentenceOf(page);

describe('today', () => {
  test('says in one sentence what its rows show, and folds what is over', async () => {
    expect(await sentence()).toMatch(/^Nothing needs attention\. 2 sessions are working\./);
    expect(await page.getByTestId('session-row').count()).toBe(2);
    const fold = page.getByTestId('fold').first();
    expect((await fold.innerText()).replaceAll(/\s+/g, ' ')).toContain('Ended today 2 sessions');
    await fold.locator('summary').click();
    await page.locator('[data-session-id=over-2]').waitFor();
    await fold.locator('summary').click();
  });

  test('never says that there are no tokens before it knows', async () => {
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { seenTexts: seen });
      new MutationObserver(() => {
        const text = document.documentElement.innerText;
        if (text.includes('No tokens in the last hour')) seen.push(text);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    await page.reload();
    await page.locator('.lc-root-container svg').first().waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'seenTexts'))).toEqual([]);
  });

  test('marks only what is weaker than usual, and says what share was cached', async () => {
    const row = page.locator('[data-session-id=at-work]');
    const text = (await row.innerText()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('89% cached');
    expect(text).not.toContain('measured');
    expect(text).not.toContain('list price');
  });

  test('announces a new need, counts it in title and icon, and moves it to the top', async () => {
    await report(monitor, 'at-work', {
      type: 'session.state',
      state: 'waiting',
      reason: 'Asks to use Bash',
      agentName: 'writer',
    });
    await page.locator('.waiting[data-session-id=at-work]').waitFor();
    await expect
      .poll(() => page.locator('main > [role=status]').first().innerText(), { timeout: 10_000 })
      .toBe('writer needs attention: Asks to use Bash');
    expect(await page.title()).toMatch(/^\(1\) /);
    const icon = await page.locator('link[rel=icon]').getAttribute('href');
    expect(decodeURIComponent(icon ?? '')).toContain('>1</text>');
    expect(await sentence()).toMatch(/^1 thing needs attention\./);
  });

  test('keeps its grouping after a reload, and its heads in sight', async () => {
    await page.getByRole('button', { name: 'Agent', exact: true }).click();
    await page.waitForURL(/group=agent/);
    await page.reload();
    await page.getByRole('button', { name: 'Agent', exact: true, pressed: true }).waitFor();
    const heads = page.locator('.heads');
    expect(await heads.evaluate((element) => getComputedStyle(element).position)).toBe('sticky');
  });

  test('shows the night by agent, with what was finished, and leads to its sessions', async () => {
    await page.reload();
    const lanes = page.getByTestId('night-lanes');
    const row = lanes.getByRole('link').filter({ hasText: 'night-owl' }).first();
    await row.waitFor();
    expect((await row.innerText()).split(/\s+/)).toEqual(['night-owl', '1', '–', '$0.32']);
    expect(await row.getByRole('img').getAttribute('aria-label')).toBe(
      '1 task done, 0 failed tries',
    );
    expect(await row.locator('rect').count()).toBeGreaterThan(0);
    const finished = lanes.getByRole('list', { name: 'Finished last night' });
    expect(await finished.innerText()).toContain('Compact the archive');
    expect(await row.getAttribute('href')).toMatch(/\/sessions\?range=last-night&agent=night-owl$/);
  });

  test('is left by keys: skip link, palette, g and a letter, and ? shows them', async () => {
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to content' }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await page.keyboard.press('?');
    await page.getByTestId('keys').waitFor();
    await expectReadable(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('keys').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await expectReadable(page);
    await page.keyboard.type('writer');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sessions\/[^?]+$/);
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL(/\/trends/);
    await page.goBack();
    await page.goBack();
    await page.getByTestId('session-row').first().waitFor();
  });

  test.each([...LOOKS, { name: 'narrow', viewport: { width: 1024, height: 768 } }])(
    'is readable: $name',
    async ({ viewport, ...look }) => {
      const colorScheme = 'colorScheme' in look ? look.colorScheme : 'light';
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      try {
        await expectReadable(page);
      } finally {
        await page.setViewportSize(WIDE);
        await page.emulateMedia({ colorScheme: 'light' });
      }
    },
  );

  test('made no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});
