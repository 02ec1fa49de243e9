import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { monthEvents } from '../../scripts/demo/month/month.ts';
import { sendEvents } from '../../scripts/demo/send.ts';
import { teamEvents } from '../../scripts/demo/team.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE, watchedPage } from '../whole/browser/graph-page.ts';
import { sentenceOf } from '../whole/browser/history-page.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * Questions that people ask of their agents, each answered in a real browser from the first page on, with the
 * sample data of thirty days: how many clicks and seconds it takes is counted and printed.
 */
const SECONDS = 10;

const now = Date.now();
const month = monthEvents(now);

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];
const rows: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await sendEvents(monitor, [...month, ...teamEvents(now), ...lastNight()]);
  await eventually(apiOf(monitor).usage, ({ fresh }) => fresh);
  browser = await openBrowser();
  page = await watchedPage(browser, WIDE, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  console.log(['clicks  seconds  question', ...rows].join('\n'));
  await browser.close();
  expect(await monitor.stop()).toBe(0);
  expect(faults).toEqual([]);
});

/** A deployment of last night that failed, whatever the day: the sample team deploys on most nights only. */
function lastNight(): TelemetryEventInput[] {
  const midnight = new Date(now).setUTCHours(0, 0, 0, 0);
  const at = Math.min(midnight + 2 * TIME.hourMs, now - TIME.hourMs);
  const moments: Record<string, unknown>[] = [
    { type: 'session.start', agentName: 'release-bot', project: 'dex-platform' },
    { type: 'task.start', taskId: 'deploy-last-night', taskDescription: 'Deploy release 42' },
    {
      type: 'error',
      errorType: 'DeployFailed',
      errorMessage: 'testnet: nonce too low, the transaction was replaced',
      severity: 'high',
    },
    { type: 'task.complete', taskId: 'deploy-last-night', status: 'failed' },
    { type: 'session.end' },
  ];
  return moments.map((moment, index) => ({
    id: `last night ${String(index)}`,
    source: 'mcp',
    sessionId: 'rel-last-night',
    time: at + index * TIME.minuteMs,
    ...moment,
  })) as TelemetryEventInput[];
}

const sentence = (): Promise<string> => sentenceOf(page);

type Asking = { click: (what: Locator) => Promise<void>; type: (text: string) => Promise<void> };

/** Asks from Today on; typing a word and Enter counts as one click. */
async function ask(
  question: string,
  most: number,
  answer: (asking: Asking) => Promise<void>,
): Promise<void> {
  await page.goto(monitor.url);
  await page.getByTestId('session-row').first().waitFor();
  let clicks = 0;
  const startedAt = performance.now();
  await answer({
    click: async (what) => {
      clicks += 1;
      await what.click();
    },
    type: async (text) => {
      clicks += 1;
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  rows.push(`${String(clicks).padStart(6)}  ${seconds.toFixed(1).padStart(7)}  ${question}`);
  expect(clicks).toBeLessThanOrEqual(most);
  expect(seconds).toBeLessThan(SECONDS);
}

const link = (name: string): Locator => page.getByRole('link', { name, exact: true });

test('who needs me now?', async () => {
  await ask('who needs me now', 0, async () => {
    expect(await sentence()).toMatch(/^\d+ things? needs? attention\./);
    const first = page.getByTestId('session-row').first();
    expect(await first.innerText()).toContain('Asks to use Bash');
  });
});

test('one count of what needs somebody: in the sentence, the bell, the title, the icon, the inbox', async () => {
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
  const numberIn = (text: string): number => Number(/\d+/.exec(text)?.[0]);
  const count = async () => ({
    sentence: numberIn(await sentence()),
    bell: numberIn(await page.getByTestId('bell-count').innerText()),
    title: numberIn(await page.title()),
  });
  const icon = await page.locator('link[rel=icon]').getAttribute('href');
  const inIcon = />(\d\+?)<\/text>/.exec(decodeURIComponent(icon ?? ''))?.[1];
  const heading = await page.locator('.needs h2 .count').first().innerText();
  const today = await count();
  expect(today.sentence).toBeGreaterThan(0);
  await page.getByTestId('bell').click();
  await page.getByTestId('incident').first().waitFor();
  const inbox = { ...(await count()), rows: await page.getByTestId('incident').count() };
  const all = [...Object.values(today), ...Object.values(inbox), Number(heading)];
  expect(new Set(all), JSON.stringify({ today, inbox, heading })).toEqual(new Set([inbox.rows]));
  expect(inIcon).toBe(inbox.rows > 9 ? '9+' : String(inbox.rows));
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

test('what failed last night?', async () => {
  await ask('what failed last night', 2, async ({ click }) => {
    await click(link('Errors'));
    await click(page.getByTestId('last-night'));
    const kind = page.getByTestId('error-kind').filter({ hasText: 'DeployFailed' });
    await kind.waitFor();
    await expect.poll(sentence).toContain('last night');
  });
});

test('what did project X cost last week, by agent?', async () => {
  await ask('what did project X cost last week by agent', 4, async ({ click, type }) => {
    await click(link('Trends'));
    await click(page.getByTestId('add-filter'));
    await page.getByTestId('filter-name').selectOption('project');
    await click(page.getByTestId('filter-value'));
    await type('billing');
    await page.getByTestId('chip').waitFor();
    await expect.poll(sentence).toMatch(/^\$[\d.,]+ in the last 7 days/);
    const agents = page.getByTestId('breakdown').locator('tr[data-name]');
    await expect.poll(() => agents.count()).toBe(2);
  });
});

test('which agent is most efficient at Y?', async () => {
  await ask('which agent is most efficient at Y', 2, async ({ click }) => {
    await click(link('Agents'));
    await click(link('Compare'));
    await page.getByTestId('compare-row').first().waitFor();
    expect(await sentence()).toMatch(/tasks ended in the last 7 days, by \d+ agents\./);
  });
});

test('what did session Z do?', async () => {
  const twoDaysAgo = now - 2 * TIME.dayMs;
  const session = String(month.findLast(({ time }) => Number(time) < twoDaysAgo)?.['sessionId']);
  await ask('show all that session Z did', 4, async ({ click, type }) => {
    await click(link('Sessions'));
    await click(page.getByTestId('search'));
    await type(session);
    const row = page.getByTestId('list-row').filter({ hasText: session });
    await click(row.getByRole('link').first());
    await page.getByTestId('session-head').waitFor();
    expect(await page.getByTestId('session-head').innerText()).toContain(session);
  });
});

test('is it getting dearer, and why?', async () => {
  await ask('is it getting dearer, and why', 1, async ({ click }) => {
    await click(link('Trends'));
    await page.getByTestId('movers').waitFor();
    expect(await sentence()).toMatch(/(up|down) \$[\d.,]+ from the previous period/);
  });
});

test('in which session did the deployment fail?', async () => {
  await ask('find the session where the deploy failed', 3, async ({ click }) => {
    await click(link('Errors'));
    await click(page.getByTestId('error-kind').filter({ hasText: 'DeployFailed' }));
    await click(page.getByTestId('error-session').first());
    await page.locator('[data-testid=session-error][aria-current=true]').waitFor();
  });
});

test('what did task T cost?', async () => {
  await ask('what did task T cost', 4, async ({ click, type }) => {
    await click(link('Tasks'));
    await click(link('Archive'));
    await click(page.getByTestId('search'));
    await type('deploy-last-night');
    const row = page.getByTestId('archive-row');
    await row.filter({ hasText: 'Deploy release 42' }).waitFor();
    await expect.poll(() => row.count()).toBe(1);
  });
});

test('was the system up?', async () => {
  await ask('was the system up', 1, async ({ click }) => {
    await click(link('Uptime'));
    await page.getByTestId('sentence').waitFor();
    await expect.poll(sentence).toMatch(/(up|down|probe).*Agents/is);
  });
});

test('give me the table', async () => {
  await ask('give me the table', 3, async ({ click }) => {
    await click(link('Sessions'));
    await page.getByTestId('list-row').first().waitFor();
    await click(page.getByTestId('export'));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      click(page.getByTestId('export-csv')),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\n')[0]).toContain('agentName');
    expect(text).toContain('release-bot');
  });
});
