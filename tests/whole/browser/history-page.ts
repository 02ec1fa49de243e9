import type { TelemetryEventInput } from '@claude-monitor/protocol';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { apiOf } from '../http/api.ts';

const AT_ONCE = 200;

/** Sends what a page of the past will show; none of it may be rejected. */
export async function sendHistory(
  to: Parameters<typeof apiOf>[0],
  events: readonly TelemetryEventInput[],
): Promise<void> {
  for (let from = 0; from < events.length; from += AT_ONCE) {
    const { rejected, results } = await apiOf(to).send(events.slice(from, from + AT_ONCE));
    expect(rejected, JSON.stringify(results.find(({ status }) => status === 'rejected'))).toBe(0);
  }
}

/** Keeps what goes wrong in a page. */
export function keepFaults(page: Page, faults: string[]): void {
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
}

/** What the page says first, as one line. */
export const sentenceOf = async (page: Page): Promise<string> =>
  (await page.getByTestId('sentence').innerText()).replaceAll(/\s+/g, ' ').trim();
