import { TIME, usageAnswerSchema, type TelemetryEventInput } from '@claude-monitor/protocol';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory, sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';

/** Trends in a real browser, in a zone of half hours; each figure against the API. */
const ZONE = 'Asia/Kolkata';
const HOSTILE = '<img src=x onerror=alert(1)> פרויקט 🦊';
const AGENTS = ['migration-agent', 'reviewer', HOSTILE] as const;

const now = Date.now();

let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  const events = Array.from({ length: 14 }, (_, day) =>
    AGENTS.flatMap((agent, index) => work(day, agent, index)),
  ).flat();
  await sendHistory(monitor, events);
  browser = await openBrowser();
  context = await browser.newContext({ viewport: WIDE, timezoneId: ZONE, reducedMotion: 'reduce' });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

/** A session of one day, with ten requests and a task; the first agent is dearer this week. */
function work(day: number, agentName: string, index: number): TelemetryEventInput[] {
  const at = now - day * TIME.dayMs - 2 * TIME.hourMs;
  const sessionId = `s-${String(day)}-${String(index)}`;
  const outputTokens = index === 0 && day < 7 ? 9_000 : 1_000;
  const all: Record<string, unknown>[] = [
    { type: 'session.start' },
    { type: 'task.start', taskId: `${sessionId}-t`, taskDescription: `Work of ${sessionId}` },
    ...Array.from({ length: 10 }, (_, request) => ({
      type: 'usage',
      requestId: `${sessionId}-${String(request)}`,
      inputTokens: 100,
      cacheReadTokens: 900,
      outputTokens: outputTokens + request,
    })),
    { type: 'task.complete', taskId: `${sessionId}-t`, status: day === 3 ? 'failed' : 'success' },
    { type: 'session.end' },
  ];
  return all.map((fields, place): unknown => ({
    id: `${sessionId} ${String(place)}`,
    source: 'mcp',
    sessionId,
    agentName,
    model: 'claude-sonnet-4-5',
    project: index === 1 ? undefined : 'dex',
    labels: { team: index === 0 ? 'core' : 'docs' },
    time: at + place * TIME.minuteMs,
    ...fields,
  })) as TelemetryEventInput[];
}

const open = async (query: string): Promise<void> => {
  await page.goto(`${monitor.url}/trends${query}`);
  await page.getByTestId('breakdown').waitFor();
};

const sentence = (): Promise<string> => sentenceOf(page);

const numbersOf = async (selector: string, attribute: string): Promise<number[]> =>
  await page
    .locator(selector)
    .evaluateAll((all, name) => all.map((one) => Number(one.getAttribute(name))), attribute);

const tab = (name: string) => page.getByTestId('measures').getByRole('button', { name });

describe('trends', () => {
  test('say whether it gets dearer, who makes it so, and add up to the API to the micro-dollar', async () => {
    await page.getByRole('link', { name: 'Trends' }).click();
    await page.getByTestId('breakdown').waitFor();
    const answer = page.waitForResponse((response) => response.url().includes('seriesOf=groups'));
    await page.reload();
    const usage = usageAnswerSchema.parse(await (await answer).json());
    await page.getByTestId('breakdown').waitFor();
    expect(await sentence()).toMatch(
      /^\$[\d.]+ in the last 7 days, up \$[\d.]+ from the previous period\. migration-agent accounts for \$[\d.]+ of the rise\.$/,
    );
    const rows = await numbersOf('tbody tr:not(.total) td[data-cost]', 'data-cost');
    const [total] = await numbersOf('tr.total td[data-cost]', 'data-cost');
    expect(rows).toHaveLength(3);
    expect(rows.reduce((sum, cost) => sum + cost, 0)).toBe(total);
    expect(total).toBe(usage.totals.costMicros);
    expect(usage.series.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(total);
    const changes = await numbersOf('[data-change]', 'data-change');
    const [net] = await numbersOf('[data-net]', 'data-net');
    expect(changes.reduce((sum, change) => sum + change, 0)).toBe(net);
  });

  test('count what was done by the viewer’s days, and draw it', async () => {
    await open('?range=7d');
    await tab('Tasks done').click();
    await expect.poll(() => new URL(page.url()).searchParams.get('measure')).toBe('done');
    await page.getByTestId('trend-chart').locator('svg').first().waitFor();
    await page.getByText('Show as a table').click();
    const cells = page.getByTestId('trend-chart').locator('tbody tr');
    expect(await cells.count()).toBe(7);
    const done = await cells.locator('td:nth-child(2)').allInnerTexts();
    const sum = done.reduce((all, text) => all + Number(text), 0);
    expect((await tab('Tasks done').innerText()).replaceAll(/\s+/g, ' ')).toContain(String(sum));
  });

  test('are broken down by what one chooses, unattributed in a row of its own', async () => {
    await open('?range=30d');
    await page.getByRole('button', { name: 'Project' }).click();
    await page.locator('tr[data-group=unattributed]').waitFor();
    expect(await page.locator('tr[data-group=unattributed]').innerText()).toContain('no project');
    await page.getByRole('combobox', { name: 'Label' }).selectOption('label:team');
    await page.locator('tr[data-name=core]').waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('by')).toBe('label:team');
    await page.locator('tr[data-name=core]').getByRole('link').click();
    await page.waitForURL(/\/sessions\?range=30d&label=team/);
    await page.getByTestId('list-row').first().waitFor();
    await page.goBack();
    await page.locator('tr[data-name=core]').waitFor();
  });

  test('say what they can’t count by a filter, and what they leave out', async () => {
    await open('?range=7d&model=claude-sonnet-4-5&state=ended');
    expect(await page.getByText('aren’t counted by model or label').isVisible()).toBe(true);
    expect(await page.getByText('Ignored on this page: State').isVisible()).toBe(true);
    expect((await tab('Tasks done').innerText()).replaceAll(/\s+/g, ' ')).toContain('–');
  });

  test('of a time without anything say so, and lead on', async () => {
    await page.goto(`${monitor.url}/trends?from=2001-01-01T00:00:00Z&to=2001-01-03T00:00:00Z`);
    await page.getByTestId('no-usage').waitFor();
    await page.getByRole('button', { name: 'Show the last 90 days' }).click();
    await page.getByTestId('breakdown').waitFor();
  });

  test('say that they are broken, never that there is nothing', async () => {
    await page.route('**/v1/activity?*', (route) => route.fulfill({ status: 503 }));
    await page.goto(`${monitor.url}/trends?range=7d`);
    await page.locator('[data-trouble="no history"]').waitFor();
    expect(await page.getByTestId('no-usage').count()).toBe(0);
    await page.unroute('**/v1/activity?*');
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByTestId('breakdown').waitFor();
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('503')));
  });

  test.each([...LOOKS, { name: 'narrow', viewport: { width: 1024, height: 768 } }])(
    'are readable: $name',
    async ({ viewport, ...look }) => {
      const colorScheme = 'colorScheme' in look ? look.colorScheme : 'light';
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      try {
        await open('?range=30d');
        await page.getByTestId('trend-chart').locator('svg').first().waitFor();
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
