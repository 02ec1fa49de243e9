import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLinkAnswerSchema, eventSchema, linksAnswerSchema } from '@claude-monitor/protocol';
import { apiOf } from './whole/api.ts';
import { openBrowser } from './whole/browser.ts';
import { startMonitor, type Monitor } from './whole/monitor.ts';
import { ask } from './whole/request.ts';

/** A live dashboard by URL: made by an admin, looked at in another browser, taken back. */
const CLOSED_WITHIN_MS = 1_000;
const NAMES = ['atlas-1', 'Atlas', 'apollo-project', 'MOON-7', 'Land on the moon', 'gravity lost'];

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

const admin = () => ({
  authorization: `Bearer ${monitor.adminKey}`,
  'content-type': 'application/json',
});

async function makeLink(body: object) {
  const answer = await ask(monitor, {
    method: 'POST',
    path: '/v1/links',
    headers: admin(),
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return createLinkAnswerSchema.parse(answer.json);
}

async function listLinks() {
  const { json } = await ask(monitor, { path: '/v1/links', headers: admin() });
  return linksAnswerSchema.parse(json).items;
}

let count = 0;
async function send(
  type: 'session.start' | 'task.start' | 'error' | 'task.complete',
  rest: object,
) {
  const base = { sessionId: 'atlas-1', agentName: 'Atlas', project: 'apollo-project' };
  const event = { id: `share-${String(count++)}`, type, time: Date.now(), ...base, ...rest };
  expect(await apiOf(monitor).send([eventSchema.parse(event)])).toMatchObject({ accepted: 1 });
}

/** All that a browser was sent: frames and answers. */
function watch(context: BrowserContext, page: Page) {
  const heard: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)));
  });
  const answers: Promise<unknown>[] = [];
  context.on('response', (response) => {
    if (response.url().includes('/v1/')) {
      answers.push(
        response.text().then(
          (text) => heard.push(text),
          () => null,
        ),
      );
    }
  });
  return async () => {
    await Promise.all(answers);
    return heard.join('\n');
  };
}

describe('a link in a second browser profile', () => {
  test('[SHR2] shows the team live and redacted, and closes within a second of its end', async () => {
    await send('session.start', {});
    await send('task.start', { taskId: 'MOON-7', taskDescription: 'Land on the moon' });
    const link = await makeLink({ name: 'for the client' });
    expect(new URL(link.url).pathname).toBe('/s');
    const other = await browser.newContext();
    const page = await other.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    const heardBy = watch(other, page);

    await page.goto(link.url);
    await page.getByTestId('card').first().waitFor();
    expect(new URL(page.url())).toMatchObject({ pathname: `/s/${link.id}`, hash: '' });
    await page.getByTestId('shared-note').waitFor();
    expect(await page.getByTestId('shared-note').textContent()).toContain('redacted');
    expect(await page.getByTestId('card').textContent()).toMatch(/Agent [0-9a-z]{4}/);

    await send('error', { errorType: 'Gravity', errorMessage: 'gravity lost', severity: 'high' });
    await page
      .getByText(/Error [0-9a-z]{4}/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Tasks' }).click();
    await page.waitForURL(`**/s/${link.id}/tasks`);
    await page
      .getByText(/Task [0-9a-z]{4}/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Agents' }).click();
    await page.waitForURL(`**/s/${link.id}/agents`);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByTestId('card').getByRole('link').first().click();
    await page.getByTestId('session').waitFor();
    await page.reload();
    await page.getByTestId('session').waitFor();
    const text = (await page.content()) + (await heardBy());
    for (const name of NAMES) expect(text).not.toContain(name);

    expect(await listLinks()).toMatchObject([{ id: link.id, viewers: 1 }]);
    const at = Date.now();
    const ended = page.getByTestId('link-ended').waitFor();
    await ask(monitor, { method: 'DELETE', path: `/v1/links/${link.id}`, headers: admin() });
    await ended;
    const tookMs = Date.now() - at;
    expect(tookMs).toBeLessThan(CLOSED_WITHIN_MS);
    console.log(`from revoke to the page's end: ${String(tookMs)} ms`);
    expect(await page.getByTestId('card').count()).toBe(0);
    expect(faults).toEqual([]);
    await other.close();
  });
});
