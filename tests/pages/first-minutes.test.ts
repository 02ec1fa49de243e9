import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** What somebody sees who has just run `npm start`. */
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

const post = (key: string, body: object): Promise<Response> =>
  fetch(`${monitor.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('the printed link opens as admin, and the empty page has one complete command', async () => {
  expect(monitor.output()).toContain(`init --url ${monitor.url} --key ${monitor.ingestKey}`);
  expect(monitor.output()).toContain('npm run demo');
  const page = await (await browser.newContext()).newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByText('npm run demo').waitFor();
  expect(await page.content()).not.toMatch(/cm\.local\./);
  await page.getByTestId('show-command').click();
  const command = (await page.getByTestId('command').textContent()) ?? '';
  const [, key = ''] = /init --url \S+ --key (\S+)$/.exec(command) ?? [];
  expect((await post(key, { events: [] })).status).toBe(202);
  await page.goto(`${monitor.url}/settings/keys`);
  await page.getByText('First connection').waitFor();
  await page.context().close();
});

test('who may only read is shown where the key goes, and makes none', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${monitor.url}/#key=${monitor.readKey}`);
  await page.getByTestId('command').waitFor();
  expect(await page.getByTestId('show-command').count()).toBe(0);
  await page.context().close();
});

test('[ING3] a misspelt field is named in the answer and on the page', async () => {
  const event = { id: 'e1', type: 'session.start', time: Date.now(), sessionId: 's' };
  const answer = await post(monitor.ingestKey, { events: [{ ...event, agentNam: 'a' }] });
  expect(await answer.json()).toMatchObject({
    accepted: 1,
    unknownFields: ['session.start.agentNam'],
  });
  const page = await (await browser.newContext()).newPage();
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').waitFor();
  await page.goto(`${monitor.url}/intake`);
  await page.getByText('session.start.agentNam').waitFor();
  await page.getByText('Event field', { exact: true }).waitFor();
  await page.context().close();
});
