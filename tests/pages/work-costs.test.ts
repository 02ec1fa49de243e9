import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { openBrowser } from '../whole/browser/browser.ts';
import { sendHistory } from '../whole/browser/history-page.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** What work cost, on the page of trends in a real browser. */
const PR = 'https://github.com/acme/shop/pull/7';

let monitor: Monitor;
let browser: Browser;

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const request = (id: string, labels: Record<string, string>): TelemetryEventInput => ({
  id,
  type: 'usage',
  time: Date.now() - 60_000,
  sessionId: 's',
  model: 'claude-sonnet-4-5',
  requestId: id,
  outputTokens: 10_000,
  ...(Object.keys(labels).length === 0 ? {} : { labels }),
});

test('[USE4] trends show cost by pull request and ticket, what belongs to none, and how much is covered', async () => {
  const branch = { repository: 'acme/shop', branch: 'ABC-12-cart', ticket: 'ABC-12' };
  await sendHistory(monitor, [
    request('before', branch),
    request('after', { ...branch, pull_request: PR }),
    request('main', { repository: 'acme/shop', branch: 'main' }),
    request('elsewhere', {}),
  ]);
  const page = await (await browser.newContext()).newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').waitFor();
  await page.goto(`${monitor.url}/trends?range=7d`);
  const pulls = page.getByTestId('by-pull');
  await pulls.getByText('50% of the cost is attributed.').waitFor();
  const link = pulls.getByRole('link', { name: 'acme/shop#7' });
  expect(await link.getAttribute('href')).toBe(PR);
  const costOf = (name: string): Promise<string | null> =>
    pulls.locator(`[data-name="${name}"] [data-cost]`).getAttribute('data-cost');
  expect([await costOf(PR), await costOf('')]).toEqual(['300000', '300000']);
  const ticket = page.getByTestId('by-ticket').locator('[data-name="ABC-12"] [data-cost]');
  expect(await ticket.getAttribute('data-cost')).toBe('300000');
  await page.context().close();
});
