import { randomUUID } from 'node:crypto';
import { auditAnswerSchema, incidentsAnswerSchema } from '@claude-monitor/protocol';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAlerting } from '../whole/alerts/alerting.ts';
import { Platform, type Received } from '../whole/alerts/platform.ts';
import { discord, signedBy, slack } from '../whole/alerts/platform-rules.ts';
import { SlackApi } from '../whole/alerts/slack-api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { WIDE, watchedPage } from '../whole/browser/graph-page.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { eventually } from '../whole/http/api.ts';
import { ask } from '../whole/http/request.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** A failed task in messages of three platforms: each has a link that acknowledges it, and is updated. */
const CANARY = 'canary-of-another-incident';

let monitor: Monitor;
let browser: Browser;
let alerting: Awaited<ReturnType<typeof openAlerting>>;
let platforms: Record<'slack' | 'slackApp' | 'discord' | 'webhook', Platform>;
let slackApi: SlackApi;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor({ env: { CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL: '1' } });
  browser = await openBrowser();
  alerting = await openAlerting(monitor, 'acknowledging');
  let secret = '';
  slackApi = new SlackApi();
  platforms = {
    slack: await Platform.start(slack),
    slackApp: await Platform.start(slackApi.check),
    discord: await Platform.start(discord),
    webhook: await Platform.start(signedBy(() => secret)),
  };
  await alerting.channel('slack', platforms.slack.url);
  await alerting.request('POST', '/v1/channels', {
    ...{ kind: 'slack_app', name: 'Slack app', token: slackApi.token },
    ...{ slackChannel: slackApi.channel, url: `${new URL(platforms.slackApp.url).origin}/api/` },
  });
  await alerting.channel('discord', platforms.discord.url);
  secret = (await alerting.channel('webhook', platforms.webhook.url)).secret ?? '';
  await alerting.ingest([
    ...task('other', CANARY, 'failed'),
    ...task('fails', 'DeployShop42', 'failed'),
  ]);
  for (const platform of Object.values(platforms)) await taken(platform, 2);
});

afterAll(async () => {
  await browser.close();
  for (const platform of Object.values(platforms)) await platform.close();
  expect(await monitor.stop()).toBe(0);
});

function task(sessionId: string, taskId: string, status: string): object[] {
  const of = (type: string, rest: object = {}): object => ({
    ...{ id: randomUUID(), source: 'mcp', sessionId, time: Date.now(), type, ...rest },
  });
  return [
    of('session.start', { agentName: `${sessionId}-agent`, project: 'dex' }),
    of('task.start', { taskId, taskDescription: 'Deploy it', project: 'dex' }),
    of('task.complete', { taskId, status, project: 'dex' }),
  ];
}

/** Of a platform that may ask for a pause first. */
async function taken(platform: Platform, count: number): Promise<readonly Received[]> {
  return await eventually(
    () => Promise.resolve(platform.taken),
    ({ length }) => length >= count,
  );
}

const messageOf = (platform: Platform): Received =>
  platform.received.find(({ body }) => body.includes('DeployShop42')) ?? expect.fail('no message');

const linkIn = ({ body }: Received): string =>
  /http[^"|)\s]+\/acknowledge#[\w.]+/.exec(body)?.[0] ?? expect.fail('there is no link');

const send = (link: string, method: string) =>
  ask(monitor, {
    method,
    path: '/v1/acknowledge',
    headers: { authorization: `Bearer ${link.split('#')[1] ?? ''}` },
  });

async function incident() {
  const { json } = await alerting.request('GET', '/v1/incidents?kind=task_failed');
  const { items } = incidentsAnswerSchema.parse(json);
  return items.find(({ task: of }) => of?.taskId === 'DeployShop42') ?? expect.fail('no incident');
}

describe('[SHR1] the link in a message', () => {
  test('is in the messages of every platform, each its own, and shows nothing of others', async () => {
    const links = Object.values(platforms).map((platform) => linkIn(messageOf(platform)));
    expect(new Set(links).size).toBe(4);
    for (const link of links) {
      const { status, text } = await send(link, 'GET');
      expect(status).toBe(200);
      expect(text).toContain('DeployShop42');
      expect(text).not.toMatch(new RegExp(`${CANARY}|other-agent|Deploy it`));
    }
  });

  test('does nothing when a platform fetches it for a preview', async () => {
    for (const platform of Object.values(platforms)) {
      const link = linkIn(messageOf(platform));
      // What a server sees of the address: the token is in its fragment.
      for (const method of ['HEAD', 'GET']) {
        const path = new URL(link).pathname;
        const preview = await ask(monitor, { method, path, headers: { accept: 'text/html' } });
        expect(preview.status).toBe(200);
        expect(preview.header('cache-control')).toBe('no-store');
        expect(preview.text).not.toContain('DeployShop42');
      }
      await send(link, 'GET');
    }
    expect(await incident()).toMatchObject({ state: 'open', acknowledged: null });
  });

  test('opens nothing but its incident', async () => {
    const token = linkIn(messageOf(platforms.slack)).split('#')[1] ?? '';
    for (const path of ['/v1/incidents', '/v1/sessions', '/v1/link', '/v1/channels']) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await ask(monitor, { path, headers })).status, path).toBe(401);
    }
    for (const wrong of ['', 'cm.acknowledging.x.y', `${token.slice(0, -1)}0`]) {
      const { status, json } = await send(`#${wrong}`, 'POST');
      expect([status, json]).toMatchObject([401, { error: { code: 'unauthorized' } }]);
    }
  });

  test('asks on a page of its own, and acknowledges once that is confirmed', async () => {
    const page = await watchedPage(browser, WIDE, faults);
    await page.goto(linkIn(messageOf(platforms.discord)));
    await page.getByTestId('acknowledge').waitFor();
    expect(await page.getByRole('heading', { level: 2 }).innerText()).toContain(
      'DeployShop42 failed',
    );
    expect(new URL(page.url()).hash).toBe('');
    for (const look of LOOKS) {
      await lookAt(browser, look, async (seen) => {
        await seen.goto(linkIn(messageOf(platforms.discord)));
        await seen.getByTestId('acknowledge').waitFor();
        await expectReadable(seen);
      });
    }
    expect((await incident()).acknowledged).toBeNull();
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText(/^Acknowledged .* Someone is on it\.$/).waitFor();
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect(await incident()).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: 'link in channel discord' },
    });
    const { json } = await alerting.request('GET', '/v1/audit');
    expect(auditAnswerSchema.parse(json).items[0]).toMatchObject({
      kind: 'incident_changed',
      by: 'link in channel discord',
    });
    await page.close();
  });

  test('its messages are updated: changed in Discord and by a Slack app, told to a webhook, left in Slack', async () => {
    const edit = (await taken(platforms.discord, 3))[2];
    const [, , update] = await taken(platforms.webhook, 3);
    expect(edit).toMatchObject({ method: 'PATCH', status: 200 });
    expect(edit?.url).toMatch(/\/messages\/\d+$/);
    expect(edit?.body).toMatch(/Acknowledged.*: link in channel discord/);
    expect(edit?.body).not.toContain('/acknowledge#');
    const [, , changed] = await taken(platforms.slackApp, 4);
    const posted = slackApi.messages.find(({ title }) => title.includes('DeployShop42'));
    expect(posted?.thread).toBeNull();
    expect(changed?.url).toBe('/api/chat.update');
    expect(changed?.body).toMatch(/Acknowledged: link in channel discord/);
    expect(changed?.body).not.toContain('/acknowledge#');
    expect(update?.json).toMatchObject({
      type: 'update.task_failed',
      data: { incident: { state: 'acknowledged', acknowledgeUrl: null } },
    });
    await alerting.ingest([
      ...task('fails', 'DeployShop42', 'success')
        .slice(1)
        .map((event) => ({ ...event, attempt: 2 })),
    ]);
    const [, , end] = await taken(platforms.slack, 3);
    expect((await taken(platforms.discord, 4))[3]).toMatchObject({ method: 'PATCH', status: 200 });
    expect(end?.body).toContain('succeeded after a failure');
    await eventually(
      async () => slackApi.messages.filter(({ thread }) => thread === posted?.ts),
      (lines) => lines.length === 2,
    );
    expect(slackApi.messages.map(({ title }) => title).slice(-2)).toEqual([
      'Acknowledged: link in channel discord',
      'fails-agent: task DeployShop42 succeeded after a failure',
    ]);
    expect(posted?.title).toBe('fails-agent: task DeployShop42 succeeded after a failure');
    expect(slackApi.faults).toEqual([]);
    for (const platform of Object.values(platforms)) {
      const failed = platform.received.filter(({ status }) => status >= 400);
      // Slack may ask a line of a thread to wait a second.
      expect(failed.map(({ status }) => status).filter((status) => status !== 429)).toEqual([]);
    }
  });

  test('ends with its channel', async () => {
    const link = linkIn(messageOf(platforms.webhook));
    expect((await send(link, 'GET')).status).toBe(200);
    const channels = await alerting.channels();
    const id = channels.find(({ kind }) => kind === 'webhook')?.id ?? '';
    await alerting.request('DELETE', `/v1/channels/${id}`);
    expect((await send(link, 'GET')).status).toBe(401);
    const page = await watchedPage(browser, WIDE, []);
    await page.goto(link);
    await page.getByTestId('acknowledge-ended').waitFor();
    await page.close();
    expect(faults).toEqual([]);
  });
});
