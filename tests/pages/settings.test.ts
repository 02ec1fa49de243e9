import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOOK_NAMES } from '../../receivers/src/index.ts';
import { HOOKS } from '../../web/src/features/connect/hook-settings.ts';
import { apiOf } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

const PATIENCE_MS = 15_000;

let monitor: Monitor;
let browser: Browser;
let admin: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  admin = await openPage(monitor.adminKey, '/settings/keys');
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

async function openPage(key: string, path: string, context?: BrowserContext): Promise<Page> {
  const page = await (context ?? (await browser.newContext())).newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${monitor.url}${path}#key=${key}`);
  await page.locator('[data-connection=live]').waitFor();
  return page;
}

const keyRow = (name: string) =>
  admin.getByTestId('key').filter({ has: admin.locator('td.name', { hasText: name }) });

const way = (page: Page, id: string) => page.locator(`[data-testid=way][data-way=${id}]`);

/** Makes a key on the page; answers it as it is shown, this once. */
async function makeKey(name: string, scopes: readonly string[]): Promise<string> {
  await admin.getByTestId('new-key').click();
  await admin.getByLabel('Name', { exact: true }).fill(name);
  for (const scope of ['ingest', 'read', 'admin']) {
    await admin.locator(`#key-scope-${scope}`).setChecked(scopes.includes(scope));
  }
  await admin.getByRole('button', { name: 'Create key' }).click();
  return await admin.getByTestId('the-key').innerText();
}

async function revoke(name: string): Promise<void> {
  await keyRow(name).getByRole('button').click();
  await admin.getByRole('button', { name: 'Revoke key' }).click();
  await keyRow(name).waitFor({ state: 'detached' });
}

const statusWith = async (key: string): Promise<number> => {
  const answer = await fetch(`${monitor.url}/v1/status`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return answer.status;
};

describe('keys', () => {
  test('are made by name, and only with something that they may do', async () => {
    await admin.getByTestId('new-key').click();
    expect(await focused(admin)).toBe('key-name');
    await admin.locator('#key-scope-ingest').uncheck();
    await admin.getByRole('button', { name: 'Create key' }).click();
    await admin.getByText('Enter a name').waitFor();
    await admin.getByText('Select at least one').waitFor();
    expect(await focused(admin)).toBe('key-name');
    await admin.getByRole('button', { name: 'Cancel' }).click();
    expect(await admin.evaluate(() => document.activeElement?.textContent.trim())).toBe('New key');
  });

  let key: string;

  test('are shown once, with the lines that they make, and then never again', async () => {
    key = await makeKey('agents of the team', ['ingest', 'read']);
    expect(key).toMatch(/^cm\.\w+\.\w+\.\w+$/);
    expect(await admin.getByTestId('init-command').innerText()).toBe(
      `npx -y ${monitor.url}/claude-monitor.tgz init --url ${monitor.url} --key ${key}`,
    );
    expect(await admin.getByTestId('proxy-command').textContent()).toBe(
      `claude mcp add claude-monitor -e CLAUDE_MONITOR_URL=${monitor.url} ` +
        `-e CLAUDE_MONITOR_KEY=${key} -e CLAUDE_MONITOR_READ_KEY=${key} ` +
        `-- npx -y --prefer-offline ${monitor.url}/claude-monitor.tgz mcp`,
    );
    expect(await admin.getByTestId('the-link').innerText()).toBe(`${monitor.url}/#key=${key}`);
    expect(await keyRow('agents of the team').getByTestId('last-used').innerText()).toBe('never');
    await way(admin, 'curl').locator('[data-status=waiting]').waitFor();
  });

  test('turn the way green by itself that their first event came by, and say when they were used', async () => {
    const { ingestKey: _, ...rest } = monitor;
    await apiOf({ ...rest, ingestKey: key }).send([
      { id: 'e1', type: 'session.start', sessionId: 'a', time: Date.now(), source: 'api' },
    ]);
    const status = way(admin, 'curl').getByTestId('way-status');
    await status.and(admin.locator('[data-status=arrived]')).waitFor();
    expect(await status.innerText()).toMatch(/^Event received at \d\d:\d\d:\d\d$/);
    expect(await way(admin, 'hooks').getByTestId('way-status').getAttribute('data-status')).toBe(
      'waiting',
    );
    await keyRow('agents of the team').getByText('within the last hour').waitFor();
  });

  test('leave nothing behind when the page is left: no text, no storage, no address', async () => {
    await admin.getByRole('button', { name: 'Done, I copied it' }).click();
    expect(await admin.content()).not.toContain(key);
    await makeKey('for a moment', ['ingest']);
    const moment = await admin.getByTestId('the-key').innerText();
    await admin.getByRole('navigation', { name: 'Pages' }).getByText('Today').click();
    await admin.getByTestId('session-row').first().waitFor();
    await admin.goBack();
    await keyRow('for a moment').waitFor();
    expect(await admin.content()).not.toContain(moment);
    const kept = await admin.evaluate(() =>
      [localStorage, sessionStorage]
        .flatMap((storage) => Object.entries(storage).flat())
        .concat(document.cookie, location.href)
        .join(),
    );
    expect(kept).not.toContain('cm.');
    await revoke('for a moment');
  });

  test('[SHR7] close open dashboards at once when they are revoked, and are refused from then on', async () => {
    const viewer = await openPage(key, '/');
    await keyRow('agents of the team').getByRole('button').click();
    const dialog = admin.getByTestId('confirm');
    expect(await dialog.innerText()).toContain('close immediately');
    await admin.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await admin.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Revoke agents of the team',
    );
    const closed = viewer.getByTestId('login').waitFor();
    await revoke('agents of the team');
    await closed;
    expect(await viewer.getByTestId('login').innerText()).toContain('The key was revoked');
    expect(await statusWith(key)).toBe(401);
    // The dialog closes after the row has gone, and gives the focus on then.
    await admin.locator('button:focus', { hasText: 'New key' }).waitFor();
    await viewer.context().close();
  });

  test('warn who would revoke their own, and the last that may administer', async () => {
    const own = admin.getByTestId('key').filter({ hasText: 'your login' });
    await own.getByRole('button').click();
    const words = await admin.getByTestId('confirm').innerText();
    expect(words).toContain('You are logged in with this key');
    expect(words).toContain('No other key can administer');
    await admin.getByRole('button', { name: 'Cancel' }).click();
  });

  test('that is gone meanwhile is no fault, and a monitor that is away is said', async () => {
    const made = await makeKey('gone soon', ['read']);
    await admin.getByRole('button', { name: 'Done, I copied it' }).click();
    const id = (await keyRow('gone soon').getAttribute('data-key')) ?? '';
    await keyRow('gone soon').getByRole('button').click();
    const headers = { authorization: `Bearer ${monitor.adminKey}` };
    await fetch(`${monitor.url}/v1/keys/${id}`, { method: 'DELETE', headers });
    await admin.getByRole('button', { name: 'Revoke key' }).click();
    await keyRow('gone soon').waitFor({ state: 'detached' });
    expect(await statusWith(made)).toBe(401);
    await admin.route('**/v1/keys', (route) => route.abort());
    await admin.getByTestId('new-key').click();
    await admin.getByLabel('Name', { exact: true }).fill('never made');
    await admin.getByRole('button', { name: 'Create key' }).click();
    await admin.getByText('may or may not have been made').waitFor();
    await admin.getByTestId('trouble').getByText('isn’t responding').waitFor();
    await admin.unroute('**/v1/keys');
    await admin.getByRole('button', { name: 'Try again' }).click();
    await admin.getByTestId('trouble').waitFor({ state: 'detached' });
    await admin.getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('links', () => {
  test('are made, opened in another browser, seen in the list, and end at once', async () => {
    await admin.goto(`${monitor.url}/settings/links`);
    await admin.getByTestId('no-links').waitFor();
    await admin.getByTestId('new-link').click();
    await admin.getByLabel('Name (optional)').fill('the client');
    await admin.getByLabel('one project').check();
    await admin.getByRole('button', { name: 'Create link' }).click();
    await admin.getByText('Enter the name of a project.').waitFor();
    await admin.getByLabel('the whole workspace').check();
    await admin.getByLabel('agents', { exact: true }).check();
    await admin.getByRole('button', { name: 'Create link' }).click();
    const url = await admin.getByTestId('the-shared-link').innerText();
    await admin.getByRole('button', { name: 'Done, I copied it' }).click();
    expect(await admin.content()).not.toContain(new URL(url).hash.slice(1));
    const row = admin.getByTestId('link').filter({ hasText: 'the client' });
    expect(await row.innerText()).toContain('the whole workspace, names of agents');
    expect(await row.getByTestId('last-opened').innerText()).toBe('never');

    const viewer = await (await browser.newContext()).newPage();
    await viewer.goto(url);
    await viewer.locator('[data-connection=live]').waitFor();
    await admin.getByRole('button', { name: 'Refresh' }).click();
    await row.getByTestId('last-opened').getByText('just now').waitFor();
    expect(await row.getByTestId('viewers').innerText()).toBe('1');

    await row.getByRole('button').click();
    expect(await admin.getByTestId('confirm').innerText()).toContain(
      '1 open page closes immediately',
    );
    await admin.getByRole('button', { name: 'Revoke link' }).click();
    await viewer.locator('[data-connection=live]').waitFor({ state: 'detached' });
    await admin.getByTestId('no-links').waitFor();
    const audit = await admin.getByTestId('audit').innerText();
    expect(audit).toMatch(
      /Link revoked: the client[\s\S]*Link opened[\s\S]*Link created: the client/,
    );
    await viewer.context().close();
  });

  test('of a session that is not there are refused, in words', async () => {
    await admin.getByTestId('new-link').click();
    await admin.getByLabel('one session').check();
    await admin.getByLabel('Session ID').fill('never heard of');
    await admin.getByRole('button', { name: 'Create link' }).click();
    await admin.getByText('This workspace has no session with this ID.').waitFor();
    await admin.getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('who is no admin', () => {
  test('reads a clear sentence, and may log in with another key', async () => {
    const page = await openPage(monitor.readKey, '/settings/keys');
    expect(await page.getByTestId('not-admin').innerText()).toContain('Only admins can see keys');
    await page.getByLabel('Admin key').fill('cm.local.guessed.key');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('This key doesn’t open a workspace here.').waitFor();
    await page.getByLabel('Admin key').fill(monitor.adminKey);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByTestId('keys').waitFor();
    expect(page.url()).toBe(`${monitor.url}/settings/keys`);
    await page.context().close();
  });
});

describe('connect', () => {
  test('has every line with the address of the reader, and no key', async () => {
    const page = await openPage(monitor.readKey, '/settings/connect');
    for (const id of ['proxy', 'telemetry', 'hooks', 'remote', 'wrap', 'sdk', 'curl']) {
      const text = (await way(page, id).locator('pre').first().textContent()) ?? '';
      expect(text).toContain(monitor.url);
    }
    expect(await page.content()).not.toMatch(/cm\.\w+\.\w+/);
    await page.context().close();
  });

  test('says which text hooks carry, of hooks that the server knows', async () => {
    const page = await openPage(monitor.readKey, '/settings/connect');
    const words = (await page.getByTestId('hook-texts').textContent()) ?? '';
    expect(words).toContain('your complete prompts');
    expect(words).toContain('UserPromptSubmit');
    expect(words).toMatch(/drops it before anything is stored or logged/);
    expect(HOOK_NAMES).toEqual(expect.arrayContaining(Object.keys(HOOKS)));
    await page.context().close();
  });

  test('the lines of curl and of hooks work as they stand', async () => {
    const page = await openPage(monitor.readKey, '/settings/connect');
    const curl = (await way(page, 'curl').locator('code').textContent()) ?? '';
    const hooks = (await way(page, 'hooks').locator('code').textContent()) ?? '';
    const [, body = ''] = /-d '(.*)'$/.exec(curl) ?? [];
    const [, address = ''] = /curl -s (\S+)/.exec(curl) ?? [];
    // What was there before has been asked for: all that comes now is new.
    await page.locator('[data-status=waiting]').first().waitFor();
    const post = async (url: string, text: string) => {
      const authorization = `Bearer ${monitor.ingestKey}`;
      const headers = { authorization, 'content-type': 'application/json' };
      return (await fetch(url, { method: 'POST', headers, body: text })).status;
    };
    expect(await post(address, body)).toBe(202);
    const url = /"url": "([^"]+)"/.exec(hooks)?.[1] ?? '';
    const hook = { hook_event_name: 'UserPromptSubmit', session_id: 'h', prompt: 'canary' };
    expect(await post(url, JSON.stringify(hook))).toBe(200);
    for (const id of ['curl', 'hooks']) {
      await way(page, id)
        .getByTestId('way-status')
        .and(page.locator('[data-status=arrived]'))
        .waitFor();
    }
    await page.context().close();
  });
});

describe.each([
  { path: '/settings/connect', shows: 'connect', opens: null },
  { path: '/settings/keys', shows: 'keys', opens: 'new-key' },
  { path: '/settings/links', shows: 'no-links', opens: 'new-link' },
  { path: '/settings/alerts', shows: 'rule', opens: 'new-channel' },
])('$path', ({ path, shows, opens }) => {
  test.each(LOOKS)('is readable, $name', async (look) => {
    await lookAt(browser, look, async (page) => {
      await page.goto(`${monitor.url}${path}#key=${monitor.adminKey}`);
      await page.getByTestId(shows).first().waitFor();
      for (const row of await page.getByTestId('way').all()) {
        await row.evaluate((details) => {
          details.setAttribute('open', '');
        });
      }
      if (opens !== null) await page.getByTestId(opens).click();
      await expectReadable(page);
    });
  });
});

test('no page made an error', () => {
  expect(faults).toEqual([]);
});

const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.id);
