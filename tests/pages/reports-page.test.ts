import {
  budgetsAnswerSchema,
  incidentsAnswerSchema,
  reportAnswerSchema,
  reportsAnswerSchema,
  TIME,
  uptimeAnswerSchema,
  usageAnswerSchema,
  wasteAnswerSchema,
} from '@claude-monitor/protocol';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { report, WIDE } from '../whole/browser/graph-page.ts';
import { keepFaults, sendHistory, sentenceOf } from '../whole/browser/history-page.ts';
import { expectReadable, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { keepAll } from '../whole/monitor/workspace.ts';
import { monthOf } from './month.fixture.ts';

/** Reports in a real browser, in a zone of half hours; each figure against the API. */
const ZONE = 'Asia/Kolkata';
const now = Date.now();

let monitor: Monitor;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  context = await browser.newContext({ viewport: WIDE, timezoneId: ZONE, reducedMotion: 'reduce' });
  page = await context.newPage();
  keepFaults(page, faults);
  await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
  await page.getByRole('link', { name: 'Reports' }).waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const headers = () => ({ authorization: `Bearer ${monitor.readKey}` });

const lastWeek = async (query = '') => {
  const path = `/v1/reports/preview?timezone=${encodeURIComponent(ZONE)}${query}`;
  const answer = await fetch(monitor.url + path, { headers: headers() });
  return reportAnswerSchema.parse(await answer.json());
};

const openReport = async (id: string, query = ''): Promise<void> => {
  await page.goto(`${monitor.url}/reports/${id}?tz=${encodeURIComponent(ZONE)}${query}`);
  await page.getByTestId('report-four').waitFor();
};

const sentence = (): Promise<string> => sentenceOf(page);

const costsIn = async (testid: string): Promise<number[]> =>
  await page
    .getByTestId(testid)
    .locator('td[data-cost]')
    .evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-cost'))));

describe('reports', () => {
  test('before anything was sent say what they are, and lead to connecting an agent', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByTestId('no-reports').waitFor();
    expect(await page.getByRole('link', { name: 'Connect an agent' }).isVisible()).toBe(true);
    await expectReadable(page);
  });

  test('are a list with the sums of the API, and each row opens its report', async () => {
    await keepAll(monitor);
    await sendHistory(monitor, monthOf(now, 260));
    await page.goto(`${monitor.url}/reports`);
    await page.locator('[data-report]').first().waitFor();
    const path = `/v1/reports?timezone=${encodeURIComponent(ZONE)}`;
    const answer = await fetch(monitor.url + path, { headers: headers() });
    const { items } = reportsAnswerSchema.parse(await answer.json());
    const costs = await page
      .locator('[data-report] [data-cost]')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-cost'))));
    expect(costs).toEqual(items.map(({ costMicros }) => costMicros));
    await expectReadable(page);
    const last = await lastWeek();
    await page.locator(`[data-report="${last.id}"]`).click();
    await page.getByTestId('report-four').waitFor();
    // Chromium calls it by its older name.
    expect(new URL(page.url()).searchParams.get('tz')).toMatch(/^Asia\/(Kolkata|Calcutta)$/);
  });

  test('say in a sentence how the week was, and their rows add up to the API', async () => {
    const report = await lastWeek();
    await openReport(report.id);
    const { tasksDone } = report.totals.now.activity;
    expect(await sentence()).toMatch(
      new RegExp(`^${String(tasksDone)} tasks done for \\$[\\d.]+\\. `),
    );
    for (const testid of ['report-agents', 'report-projects']) {
      const costs = await costsIn(testid);
      const total = costs.pop();
      expect(total).toBe(report.totals.now.usage.costMicros);
      expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(total);
    }
    const points = await page
      .locator('[data-point-cost]')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-point-cost'))));
    expect(points).toEqual(report.points.map(({ costMicros }) => costMicros));
    const failed = await page.locator('[data-figure=failed] b').innerText();
    expect(failed).toBe(String(report.totals.now.activity.tasksFailed));
  });

  test('count incidents and minutes of uptime as their own pages do', async () => {
    await report(
      monitor,
      'waits-now',
      { type: 'session.start', agentName: 'writer', project: 'dex' },
      { type: 'session.state', state: 'waiting', reason: 'permission' },
    );
    const of = async (path: string): Promise<unknown> =>
      await (await fetch(`${monitor.url}/v1${path}`, { headers: headers() })).json();
    const zone = `timezone=${encodeURIComponent(ZONE)}`;
    const today = reportAnswerSchema.parse(
      await of(`/reports/preview?period=day&at=${String(Date.now())}&${zone}`),
    );
    const listed = [
      await of('/incidents?limit=500'),
      await of('/incidents?limit=500&state=resolved'),
    ];
    const within = listed
      .flatMap((one) => incidentsAnswerSchema.parse(one).items)
      .filter(({ openedAt }) => openedAt >= today.from && openedAt < today.to);
    expect(within.length).toBeGreaterThan(0);
    expect(today.incidents).toMatchObject({
      opened: within.length,
      open: within.filter(({ resolvedAt }) => resolvedAt === null).length,
    });
    const week = await lastWeek();
    const range = `from=${String(week.from)}&to=${String(week.to)}`;
    const { services } = uptimeAnswerSchema.parse(await of(`/uptime?${range}`));
    expect(week.uptime).toEqual(
      services.map(({ service, up, down, unknown }) => ({ service, up, down, unknown })),
    );
    await openReport(today.id);
    const shown = page.getByTestId('report-incidents').locator('[data-incidents=waiting]');
    expect(Number(await shown.innerText())).toBe(
      within.filter(({ kind }) => kind === 'waiting').length,
    );
    await page.getByTestId('report-uptime').getByText('History').waitFor();
  });

  test('are stepped through by keys and links, and narrowed to a project', async () => {
    const report = await lastWeek();
    await openReport(report.id);
    await page.keyboard.press('[');
    await page.waitForURL(new RegExp(report.previousId));
    await page.getByRole('link', { name: 'Next week' }).click();
    await page.waitForURL(new RegExp(report.id));
    await page.getByTestId('report-projects').getByRole('link', { name: 'dex' }).click();
    await page.waitForURL(/project=dex/);
    await page.getByTestId('report-four').waitFor();
    const dex = await lastWeek('&project=dex');
    expect((await costsIn('report-agents')).at(-1)).toBe(dex.totals.now.usage.costMicros);
    await page.getByRole('link', { name: 'Show the whole workspace' }).click();
    await page.waitForURL((url) => !url.searchParams.has('project'));
  });

  test('are saved as Markdown with the same sentence', async () => {
    const report = await lastWeek();
    await openReport(report.id);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Markdown' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`report-${report.id}.md`);
    const path = `/v1/reports/${report.id}?format=md&timezone=${encodeURIComponent(ZONE)}`;
    const text = await (await fetch(monitor.url + path, { headers: headers() })).text();
    expect(text.replaceAll('**', '').replaceAll('\\', '')).toContain(await sentence());
  });

  test('are printed without what stands around them', async () => {
    const report = await lastWeek();
    await openReport(report.id);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('link', { name: 'Trends', exact: true }).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.getByTestId('report-four').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  test('of a week without anything, and of no week, say so and lead on', async () => {
    await page.goto(`${monitor.url}/reports/2001-W07?tz=UTC`);
    await page.getByTestId('empty-report').waitFor();
    expect(await sentence()).toContain('Nothing happened in week 7.');
    await page.goto(`${monitor.url}/reports/2026-W60?tz=UTC`);
    await page.getByTestId('no-report').waitFor();
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('404')));
  });

  test.each([...LOOKS])('are readable: $name', async ({ viewport, colorScheme }) => {
    const report = await lastWeek();
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    try {
      await openReport(report.id);
      await expectReadable(page);
      const day = new Date(now - 2 * TIME.dayMs).toISOString().slice(0, 10);
      await openReport(day);
      await expectReadable(page);
    } finally {
      await page.setViewportSize(WIDE);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });

  test('can be scheduled, at an hour of a zone, once there is a channel', async () => {
    await page.goto(`${monitor.url}/settings/reports`);
    await page.getByTestId('no-schedules').waitFor();
    await expectReadable(page);
    const schedule = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Schedule a report' }).click();
      await page.getByLabel('Time zone').fill('Europe/Berlin');
      await page.getByLabel('Hour').fill('9');
      await expectReadable(page);
      await page.getByRole('button', { name: 'Schedule', exact: true }).click();
    };
    await schedule();
    await page.getByRole('alert').filter({ hasText: 'No channel to send reports to' }).waitFor();
    const answer = await fetch(`${monitor.url}/v1/channels`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${monitor.adminKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        ...{ kind: 'webhook', name: 'on call', url: 'https://hooks.example.com/hook' },
      }),
    });
    expect(answer.status).toBe(201);
    await page.reload();
    await page.getByTestId('no-schedules').waitFor();
    await schedule();
    const row = page.getByTestId('schedule');
    await row.waitFor();
    expect((await row.innerText()).replaceAll(/\s+/g, ' ')).toMatch(
      /^weekly report to every channel Next: Mon \d+ \w+ 09:00, Berlin time/,
    );
    await row.getByRole('button', { name: /^Edit/ }).click();
    await page.getByLabel('All channels, including new ones').uncheck();
    await page.getByLabel('on call').check();
    await page.getByLabel('Hour').fill('10');
    await page.getByRole('button', { name: 'Save' }).click();
    await row.getByText('to 1 channel').waitFor();
    expect(await row.innerText()).toContain('10:00, Berlin time');
    await row.getByRole('button', { name: /^Remove/ }).click();
    await page.getByTestId('confirm').getByRole('button', { name: 'Remove' }).click();
    await page.getByTestId('no-schedules').waitFor();
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('409')));
  });

  test.each([...LOOKS])('budgets stand at the sums of usage: $name', async (look) => {
    await page.setViewportSize(look.viewport);
    await page.emulateMedia({ colorScheme: look.colorScheme });
    try {
      await page.goto(`${monitor.url}/settings/budgets`);
      await page.getByTestId('no-budgets').waitFor();
      await page.getByRole('button', { name: 'Add a budget' }).click();
      await page.getByLabel('Applies to', { exact: true }).selectOption('project');
      await page.getByLabel('Name').fill('dex');
      await page.getByLabel('Limit').fill('1.50');
      await expectReadable(page);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const row = page.getByTestId('budget');
      await row.waitFor();
      await expectReadable(page);
      const answer = await fetch(`${monitor.url}/v1/budgets`, { headers: headers() });
      const { items } = budgetsAnswerSchema.parse(await answer.json());
      const [budget] = items;
      const query = `project=dex&from=${String(budget?.from)}&to=${String(budget?.to)}`;
      const usage = await fetch(`${monitor.url}/v1/usage?${query}`, { headers: headers() });
      const { totals } = usageAnswerSchema.parse(await usage.json());
      expect(budget?.spent).toBe(totals.costMicros / 1e6);
      expect(await row.locator('[data-spent]').getAttribute('data-spent')).toBe(
        String(budget?.spent),
      );
      await row.getByRole('button', { name: 'Change' }).click();
      await row.getByLabel('Limit').fill('0.01');
      await row.getByLabel('Stop tool calls when it is used up').check();
      await row.getByLabel('All channels, including new ones').uncheck();
      await row.getByText('Select at least one channel.').waitFor();
      await row.getByRole('button', { name: 'Save' }).click();
      await row.getByTestId('budget-change').waitFor();
      await row.getByLabel('on call', { exact: true }).check();
      await expectReadable(page);
      await row.getByRole('button', { name: 'Save' }).click();
      await row.locator('[data-brake]').waitFor();
      await row.getByText('Alerts go to 1 channel.').waitFor();
      await row.getByRole('button', { name: 'Remove' }).click();
      await expectReadable(page);
      await page.getByTestId('confirm').getByRole('button', { name: 'Remove' }).click();
      await page.getByTestId('no-budgets').waitFor();
    } finally {
      await page.setViewportSize(WIDE);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  });

  test('waste says what it looks for, then shows each finding with the figures of the API', async () => {
    await page.goto(`${monitor.url}/waste?range=1d&project=nothing-of-that-name`);
    await page.getByTestId('no-waste').waitFor();
    await expectReadable(page);
    const at = Date.now() - 600_000;
    const sent = await fetch(`${monitor.url}/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${monitor.ingestKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        events: [0, 60_000].map((afterMs) => ({
          ...{
            id: `waste-${String(afterMs)}`,
            type: 'usage',
            source: 'otlp',
            sessionId: 'wasteful',
          },
          ...{ time: at + afterMs, requestId: `waste-${String(afterMs)}`, project: 'dex' },
          ...{ model: 'claude-sonnet-4-5', cacheCreationTokens: 50_000 },
        })),
      }),
    });
    expect(sent.status).toBe(202);
    await page.goto(`${monitor.url}/waste?range=1d`);
    const row = page.locator('[data-testid="waste"][data-kind="cache_misses"]');
    await row.waitFor();
    const answer = await fetch(`${monitor.url}/v1/waste?from=${String(at - 3_600_000)}`, {
      headers: headers(),
    });
    const { items } = wasteAnswerSchema.parse(await answer.json());
    const misses = items.find(({ kind }) => kind === 'cache_misses');
    expect(misses).toMatchObject({ count: 1, tokens: 50_000 });
    expect(await row.locator('[data-micros]').getAttribute('data-micros')).toBe(
      String(misses?.measuredMicros),
    );
    await expectReadable(page);
  });

  test('made no error in the browser', () => {
    expect(faults).toEqual([]);
  });
});
