import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLinkAnswerSchema, eventSchema, linksAnswerSchema } from '@claude-monitor/protocol';
import { apiOf } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';

/** A live dashboard by URL: made by an admin, looked at in another browser, taken back. */
const CLI = join(import.meta.dirname, '../../mcp-proxy/src/cli.ts');
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
    const receivedBy = watch(other, page);

    await page.goto(link.url);
    await page.getByTestId('session-row').first().waitFor();
    expect(new URL(page.url())).toMatchObject({ pathname: `/s/${link.id}`, hash: '' });
    await page.getByTestId('shared-note').waitFor();
    expect(await page.getByTestId('shared-note').textContent()).toContain('redacted');
    expect(await page.getByTestId('session-row').textContent()).toMatch(/Agent [0-9a-z]{6}/);

    await send('error', { errorType: 'Gravity', errorMessage: 'gravity lost', severity: 'high' });
    await page
      .getByText(/Error [0-9a-z]{6}/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.waitForURL(`**/s/${link.id}/tasks`);
    await page
      .getByText(/Task [0-9a-z]{6}/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Agents' }).click();
    await page.waitForURL(`**/s/${link.id}/agents`);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByTestId('session-row').getByRole('link').first().click();
    await page.getByTestId('session').waitFor();
    await page.reload();
    await page.getByTestId('session').waitFor();
    const text = (await page.content()) + (await receivedBy());
    for (const name of NAMES) expect(text).not.toContain(name);

    expect(await listLinks()).toMatchObject([{ id: link.id, viewers: 1 }]);
    const at = Date.now();
    const ended = page.getByTestId('link-ended').waitFor();
    await ask(monitor, { method: 'DELETE', path: `/v1/links/${link.id}`, headers: admin() });
    await ended;
    const tookMs = Date.now() - at;
    expect(tookMs).toBeLessThan(CLOSED_WITHIN_MS);
    console.log(`from revoke to the page's end: ${String(tookMs)} ms`);
    expect(await page.getByTestId('session-row').count()).toBe(0);
    expect(faults).toEqual([]);
    await other.close();
  });
});

describe('one page for every link that is of no use', () => {
  test('[SHR2] revoked, mistyped, cut off or opened without its cookie: the same words, and nothing else', async () => {
    const { url, id } = await makeLink({});
    await ask(monitor, { method: 'DELETE', path: `/v1/links/${id}`, headers: admin() });
    const pages: string[] = [];
    for (const wrong of [
      url,
      `${url}x`,
      `${monitor.url}/s`,
      `${monitor.url}/s/${id}`,
      `${monitor.url}/s#é`,
    ]) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(wrong);
      await page.getByTestId('link-ended').waitFor();
      expect(new URL(page.url()).hash).toBe('');
      pages.push((await page.locator('body').innerText()).trim());
      await page.context().close();
    }
    expect(new Set(pages).size).toBe(1);
  });
});

describe('a dashboard link that is opened while the page is still loading', () => {
  test('[SHR4] logs in all the same, and its key is left in no address', async () => {
    const page = await (await browser.newContext()).newPage();
    const isRequested = Promise.withResolvers<undefined>();
    const isReleased = Promise.withResolvers<undefined>();
    // The first page's own part: the router has read the address by then, and will write it back.
    await page.route(/\/nodes\/(?![01]\.)/, async (route) => {
      isRequested.resolve(undefined);
      await isReleased.promise;
      await route.continue();
    });
    await page.goto(monitor.url);
    await isRequested.promise;
    await page.evaluate((fragment) => (location.hash = fragment), `key=${monitor.adminKey}`);
    isReleased.resolve(undefined);
    await page
      .getByText(/^Live\b/)
      .first()
      .waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.context().close();
  });
});

describe('who looks through a link in a browser that is logged in', () => {
  test('[SHR2] sees what the link shows there, and what the login shows beside it', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
    await page.getByText('Atlas').first().waitFor();
    const shared = await context.newPage();
    await shared.goto((await makeLink({})).url);
    await shared.getByTestId('shared-note').waitFor();
    expect(await shared.getByTestId('session-row').first().textContent()).toMatch(
      /Agent [0-9a-z]{6}/,
    );
    expect(await shared.getByTestId('share').count()).toBe(0);
    expect(await shared.getByRole('link', { name: 'Settings' }).count()).toBe(0);
    await page.reload();
    await page.getByText('Atlas').first().waitFor();
    await context.close();
  });
});

describe('the page that admins share', () => {
  test('[SHR2] a project, from its tasks; the link shows that project alone', async () => {
    await send('session.start', {
      sessionId: 'vega-1',
      agentName: 'Vega',
      project: 'other-project',
    });
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
    await page.getByText('Vega').first().waitFor();
    await page.goto(`${monitor.url}/tasks?project=apollo-project`);
    await page.getByTestId('share').click();
    const dialog = page.getByTestId('share-dialog');
    expect(await dialog.getByLabel('one project').isChecked()).toBe(true);
    await dialog.getByLabel('Redact names and texts').uncheck();
    await dialog.getByRole('button', { name: 'Create link' }).click();
    const url = await page.getByTestId('shared-url').innerText();
    const other = await (await browser.newContext()).newPage();
    await other.goto(url.trim());
    await other.getByText('Atlas').first().waitFor();
    expect(await other.getByTestId('shared-note').textContent()).toContain('apollo-project');
    expect(await other.content()).not.toContain('Vega');
    await other.context().close();
    await page.context().close();
  });

  test('[SHR7] a key that only reads is offered no link to make', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${monitor.url}/#key=${monitor.readKey}`);
    await page.getByTestId('session-row').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByTestId('share').count()).toBe(0);
    await page.context().close();
  });
});

describe('claude-monitor share', () => {
  const run = async (...args: string[]) =>
    await promisify(execFile)(process.execPath, [CLI, 'share', ...args], {
      env: {
        ...process.env,
        CLAUDE_MONITOR_URL: monitor.url,
        CLAUDE_MONITOR_ADMIN_KEY: monitor.adminKey,
      },
    }).then(({ stdout }) => stdout.trim());

  test('[SHR2] makes a link, lists it, and takes it back', async () => {
    const made = await run('--session', 'atlas-1', '--expires', '2h', '--name', 'by hand');
    const [url = ''] = made.split('\n');
    const page = await (await browser.newContext()).newPage();
    await page.goto(url);
    await page.getByTestId('session').waitFor();
    expect(await page.getByTestId('shared-note').textContent()).toContain('one session');
    const line = (await run('--list')).split('\n').find((text) => text.includes('by hand')) ?? '';
    const [id = ''] = line.split('  ');
    expect(line).toContain('session ');
    expect(await run('--revoke', id)).toContain('Revoked');
    await page.getByTestId('link-ended').waitFor();
    await page.context().close();
    await expect(run('--revoke', id)).rejects.toThrow('Link not found');
    await expect(run('--session', 'nobody-1')).rejects.toThrow('Session not found: nobody-1');
    await expect(run('--project', 'apolo')).rejects.toThrow('Project not found: apolo');
    expect(await run('--project', 'apollo-project')).toMatch(/\/s#cm\./);
    await expect(run('--expires', '1y')).rejects.toThrow('12h, 7d or 4w');
  });
});
