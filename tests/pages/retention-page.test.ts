import { statusAnswerSchema } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf, usageEvent } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

const PATIENCE_MS = 15_000;
const PATH = '/settings/retention';

/** What a workspace keeps, as an admin sets it in a real browser. */
let monitor: Monitor;
let browser: Browser;
let admin: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  admin = await openPage(monitor.adminKey);
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

async function openPage(key: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${monitor.url}${PATH}#key=${key}`);
  await page.locator('[data-connection=live]').waitFor();
  return page;
}

const FIELDS = {
  facts: 'Late corrections',
  horizon: 'History',
  blocks: 'Raw events',
  audit: 'Audit log',
  messages: 'Delivered messages',
  parked: 'Parked rows',
} as const;

const field = (name: keyof typeof FIELDS) => admin.getByLabel(FIELDS[name], { exact: true });
const save = () => admin.getByRole('button', { name: 'Save changes' });
const textOf = (name: keyof typeof FIELDS) =>
  admin
    .getByTestId('retention-row')
    .filter({ has: field(name) })
    .locator('.fault');

async function retentionInForce() {
  const answer = await fetch(`${monitor.url}/v1/status`, {
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  const { retention } = statusAnswerSchema.parse(await answer.json());
  return retention;
}

test('[STO5] shows the defaults, with nothing to save', async () => {
  await field('facts').waitFor();
  const shown = await Promise.all(
    (['facts', 'horizon', 'blocks', 'audit', 'messages', 'parked'] as const).map((name) =>
      field(name).inputValue(),
    ),
  );
  expect(shown).toEqual(['35', '400', '30', '1000', '500', '1000']);
  expect(await save().isDisabled()).toBe(true);
});

test.each([
  ['facts', '1', 'Enter a whole number from 2 to 3,650.'],
  ['facts', '', 'Enter a whole number from 2 to 3,650.'],
  ['horizon', '2.5', 'Enter a whole number from 7 to 3,650.'],
  ['parked', '10001', 'Enter a whole number from 10 to 10,000.'],
  ['facts', '401', 'Can’t be longer than history, which is kept for 400 days.'],
  ['blocks', '401', 'Can’t be longer than history, which is kept for 400 days.'],
] as const)('a bad value is named where it stands: %s %j', async (name, value, words) => {
  const before = await field(name).inputValue();
  await field(name).fill(value);
  await save().click();
  expect(await textOf(name).innerText()).toBe(words);
  expect(await field(name).getAttribute('aria-invalid')).toBe('true');
  expect(await field(name).evaluate((input) => input === document.activeElement)).toBe(true);
  await field(name).fill(before);
  expect(await textOf(name).innerText()).toBe('');
  expect(await save().isDisabled()).toBe(true);
  expect(await retentionInForce()).toMatchObject({ factsDays: 35 });
});

test('[STO5] more is saved at once, holds from then on, and is still there after a reload', async () => {
  await field('horizon').fill('800');
  await field('audit').fill('2000');
  await save().click();
  await admin.getByText('Saved', { exact: true }).waitFor();
  expect(await retentionInForce()).toMatchObject({ horizonDays: 800, auditLines: 2_000 });
  await admin.reload();
  await field('horizon').waitFor();
  expect(await field('horizon').inputValue()).toBe('800');
  expect(await field('audit').inputValue()).toBe('2000');
});

test('[STO5] less is confirmed first: what is older is deleted for good', async () => {
  await field('horizon').fill('100');
  await field('blocks').fill('10');
  await save().click();
  const dialog = admin.getByTestId('confirm');
  const words = await dialog.innerText();
  expect(words).toContain('History older than 100 days is deleted');
  expect(words).toContain('Raw events older than 10 days are deleted');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await retentionInForce()).toMatchObject({ horizonDays: 800 });
  expect(await field('horizon').inputValue()).toBe('100');
  await save().click();
  await dialog.getByRole('button', { name: 'Save and delete' }).click();
  await dialog.waitFor({ state: 'detached' });
  await admin.getByText('Saved', { exact: true }).waitFor();
  expect(await retentionInForce()).toMatchObject({ horizonDays: 100, blocksDays: 10 });
});

test('what the server refuses, and a server that is away, is said in words', async () => {
  await admin.route('**/v1/retention', (route) => route.abort());
  await field('messages').fill('600');
  await save().click();
  await admin.getByText('may or may not have been made').waitFor();
  await admin.unroute('**/v1/retention');
  await save().click();
  await admin.getByText('Saved', { exact: true }).waitFor();
  expect(await retentionInForce()).toMatchObject({ deliveredMessages: 600 });
});

test('[STO10] a session is deleted after it was confirmed, and the page follows it to its end', async () => {
  const api = apiOf(monitor);
  await api.send([usageEvent('to be deleted'), usageEvent('to stay')]);
  await admin.getByLabel('Delete', { exact: true }).selectOption('session');
  await admin.getByLabel('Session ID').fill('never heard of');
  await admin.getByRole('button', { name: 'Delete…' }).click();
  const dialog = admin.getByTestId('confirm');
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await dialog.getByText('This workspace has no session with this ID.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await admin.getByLabel('Session ID').fill('to be deleted');
  await admin.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await dialog.waitFor({ state: 'detached' });
  await admin.locator('[data-testid=deletion][data-state=done]').getByText('Session').waitFor();
  expect(await admin.content()).not.toContain('to be deleted');
  expect((await api.sessions()).items.map(({ sessionId }) => sessionId)).toEqual(['to stay']);
});

test('a reader sees who may, and gets no form', async () => {
  const page = await openPage(monitor.readKey);
  expect(await page.getByTestId('not-admin').innerText()).toContain(
    'Only admins can see retention settings',
  );
  expect(await page.getByTestId('retention-form').count()).toBe(0);
  expect(await page.getByTestId('deletion-form').count()).toBe(0);
  await page.context().close();
});

test.each(LOOKS)('is readable, with a fault and a deletion: $name', async (look) => {
  await lookAt(browser, look, async (page) => {
    await page.goto(`${monitor.url}${PATH}#key=${monitor.adminKey}`);
    await page.getByTestId('deletion').first().waitFor();
    await page.getByLabel(FIELDS.facts, { exact: true }).fill('0');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expectReadable(page);
  });
});

test('no page made an error', () => {
  expect(faults).toEqual([]);
});
