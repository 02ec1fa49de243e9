import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf, eventually, usageEvent, type Api } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { refuseSession, takeAllAgain } from '../whole/monitor/refusing-libsql.ts';

/** Rows that the real libSQL server refused, as an admin sees them in a real browser. */
let monitor: Monitor;
let api: Api;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  api = apiOf(monitor);
  browser = await openBrowser();
  page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => faults.push(error.message));
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

test('[STO7] a refused row is on the page, and is sent again once its cause is gone', async () => {
  await refuseSession(monitor, 'bad');
  await api.send([usageEvent('bad'), usageEvent('good')]);
  await eventually(api.sessions, ({ fresh, items }) => fresh && items.length === 1);
  await page.goto(`${monitor.url}/intake#key=${monitor.adminKey}`);
  await page.locator('[data-connection=live]').waitFor();
  const row = page.getByTestId('parked-row');
  await row.waitFor();
  expect(await row.innerText()).toContain('Session');
  await row.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('0 stored, 1 rejected again.').waitFor();
  await takeAllAgain(monitor);
  await page.getByRole('button', { name: 'Send all again' }).click();
  await page.getByText('1 stored, 0 rejected again.').waitFor();
  await page.getByTestId('no-parked-rows').waitFor();
  expect((await api.sessions()).items).toHaveLength(2);
  expect((await api.status()).parked).toEqual({ rows: 0, bytes: 0, oldestAt: null });
  expect(faults).toEqual([]);
});
