import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

const PATIENCE_MS = 15_000;

let monitor: Monitor;
let browser: Browser;
let admin: Page;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
  admin = await browser.newPage();
  admin.on('pageerror', (error) => faults.push(error.message));
  admin.setDefaultTimeout(PATIENCE_MS);
  await admin.goto(`${monitor.url}/settings/alerts#key=${monitor.adminKey}`);
  await admin.locator('[data-connection=live]').waitFor();
});

afterAll(async () => {
  expect(faults).toEqual([]);
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

describe('alerts', () => {
  const rule = (id: string) => admin.locator(`[data-testid=rule][data-rule=${id}]`);

  test('go to channels, which are added with an https URL that leads outside', async () => {
    await admin.goto(`${monitor.url}/settings/alerts`);
    await admin.getByTestId('no-channels').waitFor();
    await admin.getByTestId('new-channel').click();
    await admin.getByLabel('Type', { exact: true }).selectOption('webhook');
    await admin.getByLabel('Name', { exact: true }).fill('on call');
    await admin.getByLabel('URL', { exact: true }).fill('hooks.example.com');
    await admin.getByRole('button', { name: 'Add channel' }).click();
    await admin.getByText('The URL must start with https://.').waitFor();
    // What may be called, the server says: a local start for tests takes http too.
    const refusal = admin.getByTestId('channel-form').getByRole('alert');
    for (const [url, words] of [
      ['http://hooks.example.com/', 'The URL must be https.'],
      ['https://169.254.169.254/latest', 'Use a host name, not an IP address.'],
    ] as const) {
      await admin.getByLabel('URL', { exact: true }).fill(url);
      await expect.poll(() => refusal.textContent()).toBe('');
      await admin.getByRole('button', { name: 'Add channel' }).click();
      await refusal.getByText(words).waitFor();
    }
    await admin.getByLabel('URL', { exact: true }).fill('https://hooks.example.com/a-secret-path');
    await admin.getByRole('button', { name: 'Add channel' }).click();
    expect(await admin.getByTestId('the-secret').innerText()).toMatch(/^whsec_/);
    await admin.getByRole('button', { name: 'Done, I copied it' }).click();
    const text = await admin.content();
    expect(text).not.toContain('whsec_');
    expect(text).not.toContain('a-secret-path');
  });

  test('are tested, and the log says why a message did not arrive', async () => {
    const channel = admin.getByTestId('channel').filter({ hasText: 'on call' });
    await channel.getByRole('button', { name: 'Test on call' }).click();
    await channel.getByText(/Test message not delivered/).waitFor();
    await admin.getByTestId('delivery').first().waitFor();
  });

  test('go to channels of which name and what they show can be changed', async () => {
    await admin.getByRole('button', { name: 'Edit on call' }).click();
    const form = admin.getByTestId('channel-edit');
    await form.getByLabel('Name', { exact: true }).fill('');
    expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await form.getByLabel('Name', { exact: true }).fill('at night');
    await form.getByLabel('users and devices').check();
    await form.getByRole('button', { name: 'Save' }).click();
    await admin.getByTestId('channel').filter({ hasText: 'at night' }).waitFor();
    await admin.reload();
    await admin.getByText(/messages include agents, .*users and devices/).waitFor();
    await admin.getByRole('button', { name: 'Edit at night' }).click();
    expect(await form.getByLabel('users and devices').isChecked()).toBe(true);
    await form.getByLabel('Name', { exact: true }).fill('on call');
    await form.getByRole('button', { name: 'Save' }).click();
    await admin.getByTestId('channel').filter({ hasText: 'on call' }).waitFor();
  });

  test('have rules that are changed and stay so', async () => {
    const waiting = rule('waiting');
    await waiting.getByLabel('After (minutes)').fill('a while');
    await waiting.getByRole('button', { name: 'Save' }).click();
    await waiting.getByText('Enter a whole number from 1 to 1440.').waitFor();
    await waiting.getByLabel('After (minutes)').fill('15');
    await waiting.getByLabel('All channels, including new ones').uncheck();
    await waiting.getByText('Select at least one channel to receive this alert.').waitFor();
    await waiting.getByLabel('on call').check();
    await waiting.getByRole('button', { name: 'Save' }).click();
    await waiting.getByText('Saved').waitFor();
    await rule('lost').getByLabel('Lost').uncheck();
    await rule('lost').getByRole('button', { name: 'Save' }).click();
    await rule('lost').getByText('Saved').waitFor();
    await admin.reload();
    await waiting.waitFor();
    expect(await waiting.getByLabel('After (minutes)').inputValue()).toBe('15');
    expect(await waiting.getByLabel('on call').isChecked()).toBe(true);
    expect(await rule('lost').getByLabel('Lost').isChecked()).toBe(false);
  });

  test('go there no more once the channel is removed', async () => {
    await admin.getByRole('button', { name: 'Remove on call' }).click();
    await admin.getByRole('button', { name: 'Remove channel' }).click();
    await admin.getByTestId('no-channels').waitFor();
  });
});
