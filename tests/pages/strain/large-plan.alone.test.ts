import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../whole/browser/browser.ts';
import { framesWhile } from '../../whole/browser/frames.ts';
import {
  planned,
  PROJECT,
  report,
  watchedPage,
  WIDE,
  type EventFields,
} from '../../whole/browser/graph-page.ts';
import { expectReadable } from '../../whole/browser/look-at.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';
import { openWorkspace, type Workspace } from '../../whole/monitor/workspace.ts';

let monitor: Monitor;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

describe('a large plan', () => {
  /** Every task waits for some of those shortly before it: as wide and as deep as real plans. */
  const tasks = (count: number): EventFields[] =>
    Array.from({ length: count }, (_, index) => {
      const on = index < 20 ? [] : [index - 20 + (index % 7), index - 11 + (index % 5)];
      return planned(
        `t${String(index)}`,
        [...new Set(on)].map((other) => `t${String(other)}`),
      );
    });

  async function openLarge(name: string, count: number): Promise<{ at: Workspace; on: Page }> {
    const at = await openWorkspace(monitor, name);
    await report(at, 'planner-1', {
      type: 'session.start',
      agentName: 'planner',
      project: PROJECT,
    });
    await report(at, 'planner-1', ...tasks(count));
    const on = await watchedPage(browser, WIDE, faults);
    await on.goto(`${at.url}/#key=${at.readKey}`);
    await on.getByTestId('session-row').first().waitFor();
    return { at, on };
  }

  const LAID_OUT_MS = 15_000;
  /** Most frames, also where several test runs share the machine; the slowest are printed. */
  const FRAME_P50_MS = 40;

  test(`500 tasks are laid out away from the page, and panning is smooth`, async () => {
    const { at, on } = await openLarge('large', 500);
    const startedAt = Date.now();
    await on.goto(`${at.url}/tasks?project=${PROJECT}`);
    await on.locator('[data-testid=task-graph][data-laid-out=true]').waitFor();
    await on.getByTestId('task-box').first().waitFor();
    const laidOutMs = Date.now() - startedAt;
    await on.getByRole('button', { name: 'Fit' }).click();
    await expect.poll(() => on.getByTestId('task-box').count()).toBe(500);
    const whole = await framesWhile(on, () => pan(on));
    for (let step = 0; step < 8; step++) await on.keyboard.press('+');
    await expect.poll(() => on.getByTestId('task-box').count()).toBeLessThan(200);
    const near = await framesWhile(on, () => pan(on));
    console.log(
      `500 tasks: laid out ${String(laidOutMs)} ms after the address; frames while panning: ` +
        `all in view p50 ${String(whole.p50)} p95 ${String(whole.p95)} ms, ` +
        `close p50 ${String(near.p50)} p95 ${String(near.p95)} ms`,
    );
    expect(laidOutMs).toBeLessThan(LAID_OUT_MS);
    expect(near.p50).toBeLessThan(FRAME_P50_MS);
    expect(whole.p50).toBeLessThan(2 * FRAME_P50_MS);
    await on.close();
  });

  test('2,000 tasks are summed up by state, and a part of them is a picture', async () => {
    const { at, on } = await openLarge('huge', 2_000);
    await on.goto(`${at.url}/tasks?project=${PROJECT}`);
    await on.getByTestId('task-summary').waitFor();
    expect(await on.getByTestId('task-summary').textContent()).toContain('2,000 tasks');
    expect(await on.getByTestId('canvas').count()).toBe(0);
    await expectReadable(on);
    await on.getByRole('button', { name: 'Critical path', exact: true }).click();
    await on.getByTestId('task-box').first().waitFor();
    await on.getByRole('button', { name: 'All', exact: true }).click();
    await on.locator('[data-testid=task-row][data-task-id=t6]').click();
    await on.getByRole('button', { name: 'Show only this chain' }).click();
    await on.getByRole('button', { name: /^Chain of Task t6/ }).waitFor();
    await on.close();
  });
});

test('no page said anything wrong', () => {
  expect(faults).toEqual([]);
});

async function pan(on: Page): Promise<void> {
  await on.mouse.move(700, 500);
  await on.mouse.down();
  for (let step = 1; step <= 60; step++) {
    await on.mouse.move(700 + 4 * step, 500 + 2 * step);
  }
  await on.mouse.up();
}
