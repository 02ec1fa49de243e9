import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLinkAnswerSchema } from '@claude-monitor/protocol';
import { openBrowser } from '../whole/browser/browser.ts';
import { apiOf } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** A share link in a frame of another site, in a browser that keeps no cookies of third parties. */
let monitor: Monitor;
let browser: Browser;
let site: Server;
let origin: string;
let shown = '';

beforeAll(async () => {
  monitor = await startMonitor();
  await apiOf(monitor).send([
    { id: '1', type: 'session.start', time: Date.now(), sessionId: 'framed', source: 'mcp' },
  ]);
  site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>A page</title><iframe title="monitor" src="${shown}">`);
  }).listen(0, 'localhost');
  await once(site, 'listening');
  const address = site.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  // Another site than 127.0.0.1, where the monitor is.
  origin = `http://localhost:${String(address.port)}`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
  expect(await monitor.stop()).toBe(0);
});

async function linkFor(frameOrigins: string[]) {
  const answer = await fetch(`${monitor.url}/v1/links`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${monitor.adminKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ frameOrigins }),
  });
  return createLinkAnswerSchema.parse(await answer.json());
}

test('[SHR1] a site that the link names shows it in a frame, live', async () => {
  const { frameUrl } = await linkFor([origin]);
  shown = frameUrl ?? '';
  const page = await (await browser.newContext()).newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(origin);
  await page.frameLocator('iframe').getByTestId('session-row').first().waitFor();
  expect(faults).toEqual([]);
  await page.context().close();
});

test.each([
  ['names another site', ['https://example.com']],
  ['names none', []],
])('[SHR1] a link that %s is not shown in a frame', async (_, origins) => {
  const { frameUrl, url } = await linkFor(origins);
  shown = frameUrl ?? url;
  const page = await (await browser.newContext()).newPage();
  const refusal = page.waitForEvent('console', (message) =>
    /frame-ancestors|X-Frame-Options/i.test(message.text()),
  );
  await page.goto(origin);
  await refusal;
  expect(await page.frameLocator('iframe').getByTestId('session-row').count()).toBe(0);
  await page.context().close();
});
