import { randomUUID } from 'node:crypto';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { apiOf } from '../http/api.ts';

export const PROJECT = 'dex-platform';
export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A page that writes what goes wrong in it to `faults`. */
export async function watchedPage(
  browser: Browser,
  viewport: { width: number; height: number },
  faults: string[],
): Promise<Page> {
  const made = await browser.newPage({ viewport, reducedMotion: 'reduce' });
  made.on('pageerror', (error) => faults.push(error.message));
  made.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return made;
}

export type EventFields = Record<string, unknown> & Pick<TelemetryEventInput, 'type'>;

export async function report(
  to: Parameters<typeof apiOf>[0],
  sessionId: string,
  ...drafts: EventFields[]
) {
  const events = drafts.map((fields): unknown => ({
    id: randomUUID(),
    source: 'mcp',
    sessionId,
    time: Date.now(),
    ...fields,
  }));
  const { rejected, results } = await apiOf(to).send(events as TelemetryEventInput[]);
  expect(rejected, JSON.stringify(results.find(({ status }) => status === 'rejected'))).toBe(0);
}

export const planned = (
  taskId: string,
  dependsOn: readonly string[],
  project = PROJECT,
): EventFields => ({
  type: 'task.plan',
  project,
  taskId,
  taskDescription: `Task ${taskId}`,
  dependsOn: [...dependsOn],
});
