import { incidentsAnswerSchema } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { report, watchedPage, WIDE } from '../whole/browser/graph-page.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { ask } from '../whole/http/request.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** The inbox in a real browser: what needs somebody, and what is done about it. */
const HOSTILE = '<img src=x onerror=alert(1)> פרויקט 🦊';

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  await report(monitor, 'quiet', { type: 'session.start', agentName: 'writer', project: 'dex' });
  page = await watchedPage(browser, WIDE, faults);
  await page.goto(`${monitor.url}/#key=${monitor.adminKey}`);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const rows = () => page.getByTestId('incident');
const row = (kind: string) => page.locator(`[data-testid=incident][data-kind=${kind}]`);
const section = (name: string) => page.getByRole('region', { name });

async function listed(query = '') {
  const { status, json } = await ask(monitor, {
    method: 'GET',
    path: `/v1/incidents${query}`,
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  expect(status).toBe(200);
  return incidentsAnswerSchema.parse(json);
}

describe('the inbox', () => {
  test('explains itself while nothing needs anybody', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByTestId('inbox-empty').waitFor();
    expect(new URL(page.url()).pathname).toBe('/inbox');
    expect(await page.getByTestId('sentence').innerText()).toBe('Nothing needs attention.');
    expect(await page.getByTestId('bell-count').count()).toBe(0);
    expect((await listed()).items).toEqual([]);
  });

  test('[HUB4] shows what happens at once, with the reason, and counts it in the bell', async () => {
    const who = { agentName: HOSTILE, project: 'dex' };
    await report(monitor, 'waits', { type: 'session.start', ...who });
    await report(monitor, 'waits', { type: 'session.state', state: 'waiting', reason: 'Use Bash' });
    await report(
      monitor,
      'fails',
      { type: 'session.start', agentName: 'builder', project: 'dex' },
      { type: 'task.start', taskId: 'T-1', taskDescription: 'Deploy it', project: 'dex' },
      { type: 'task.complete', taskId: 'T-1', status: 'failed', project: 'dex' },
    );
    await row('waiting').waitFor();
    await row('task_failed').waitFor();
    expect(await row('waiting').innerText()).toContain('Use Bash');
    expect(await row('waiting').innerText()).toContain(HOSTILE);
    expect(await row('task_failed').innerText()).toContain('Deploy it');
    expect(await page.getByTestId('bell-count').innerText()).toBe('2');
    const { items, open } = await listed();
    expect(open).toBe(2);
    expect(items.map(({ kind, state }) => [kind, state])).toEqual([
      ['task_failed', 'open'],
      ['waiting', 'open'],
    ]);
    expect((await listed('?kind=waiting&agent=builder')).items).toEqual([]);
    const first = await listed('?limit=1');
    expect((await listed(`?limit=1&cursor=${first.next ?? ''}`)).items).toEqual(items.slice(1));
  });

  test('is worked with by keys: acknowledge, snooze, assign, and with the history of each', async () => {
    await row('waiting').getByRole('link').focus();
    await page.keyboard.press('e');
    await section('Acknowledged').getByTestId('incident').waitFor();
    expect(await page.getByTestId('bell-count').innerText()).toBe('1');
    await row('task_failed').getByRole('link').focus();
    await page.keyboard.press('a');
    await page.keyboard.type('Ann');
    await page.keyboard.press('Enter');
    await row('task_failed').getByText('Assigned to Ann').waitFor();
    await row('task_failed').getByRole('link').focus();
    await page.keyboard.press('z');
    await page.keyboard.press('Enter');
    await section('Snoozed').getByTestId('incident').waitFor();
    expect(await page.getByTestId('bell-count').count()).toBe(0);
    await row('task_failed').getByRole('button', { name: 'Details' }).click();
    const details = page.getByTestId('incident-details');
    await details.getByText('Snoozed').waitFor();
    expect(await details.innerText()).toMatch(/Opened[\s\S]*Assigned to Ann[\s\S]*Snoozed until/);
    await row('task_failed').getByRole('button', { name: 'Reopen' }).click();
    await section('Open').getByTestId('incident').waitFor();
  });

  test('what is over leaves by itself', async () => {
    await report(monitor, 'waits', { type: 'session.end' });
    await row('waiting').waitFor({ state: 'detached' });
    expect(await rows().count()).toBe(1);
    const { items } = await listed('?state=resolved');
    expect(items).toMatchObject([{ kind: 'waiting', resolution: 'session_ended' }]);
  });

  test('[SHR3] a read key lists and acts on nothing; an unknown one is told so', async () => {
    const post = (id: string, key: string, body: object) =>
      ask(monitor, {
        method: 'POST',
        path: `/v1/incidents/${id}`,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const [{ id } = { id: '' }] = (await listed()).items;
    const acknowledge = { action: 'acknowledge' };
    expect((await post(id, monitor.readKey, acknowledge)).status).toBe(403);
    expect((await post('inc_999', monitor.adminKey, acknowledge)).status).toBe(404);
    expect((await post(id, monitor.adminKey, { action: 'close' })).status).toBe(400);
    const resolved = (await listed('?state=resolved')).items[0]?.id ?? '';
    expect((await post(resolved, monitor.adminKey, acknowledge)).status).toBe(409);
  });

  test.each(LOOKS)('is readable: $name', (look) =>
    lookAt(browser, look, async (other) => {
      await other.goto(`${monitor.url}/#key=${monitor.adminKey}`);
      await other.getByTestId('bell').click();
      await other.getByTestId('incident').waitFor();
      await other.getByRole('button', { name: 'Details' }).click();
      await other.getByTestId('incident-details').locator('time').first().waitFor();
      await expectReadable(other);
    }),
  );

  test('who may only read is told how to act', async () => {
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(`${monitor.url}/#key=${monitor.readKey}`);
    await other.getByTestId('bell').click();
    await other.getByTestId('incident').waitFor();
    expect(await other.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    await other.getByText('Log in with an admin key').waitFor();
    await context.close();
  });

  test('Today shows the same, and acknowledging there takes it off', async () => {
    await page.goto(`${monitor.url}/`);
    const need = page.locator('[data-session-id=fails]');
    await need.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Nothing needs attention.').waitFor();
    expect(faults).toEqual([]);
  });
});
