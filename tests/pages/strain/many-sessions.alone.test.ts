import { LIMITS } from '@claude-monitor/protocol';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendEvents } from '../../../scripts/demo/send.ts';
import { openBrowser } from '../../whole/browser/browser.ts';
import { watchedPage, WIDE } from '../../whole/browser/graph-page.ts';
import { sentenceOf } from '../../whole/browser/history-page.ts';
import { heapOf, paintsAfter, rowsIn } from '../../whole/browser/interactions.ts';
import { percentile } from '../../whole/browser/painted.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';

/** Today with ten thousand open sessions, of which some wait, while others go on. */
const SESSIONS = 10_000;
const PROJECTS = 60;
const AGENTS = 250;
const WAITS_EVERY = 100;
const MOST_ROWS = 200;
const PAINT_MS = 100;
const MOST_HEAP = 64_000_000;

let monitor: Monitor;
let browser: Browser;
let page: Page;
const faults: string[] = [];

const eventsOf = (index: number, time: number) => {
  const fields = {
    source: 'mcp',
    sessionId: `many-${String(index)}`,
    agentName: `agent-${String(index % AGENTS)}`,
    project: `project-${String(index % PROJECTS)}`,
    model: 'claude-sonnet-4-5',
    time,
  };
  return [
    { ...fields, id: `start ${String(index)}`, type: 'session.start' },
    ...(index % WAITS_EVERY === 0
      ? [
          {
            ...fields,
            id: `waits ${String(index)}`,
            type: 'session.state',
            state: 'waiting',
            reason: 'Asks to use Bash',
          },
        ]
      : []),
  ];
};

beforeAll(async () => {
  monitor = await startMonitor();
  const now = Date.now();
  await sendEvents(
    monitor,
    Array.from({ length: SESSIONS }, (_, index) => eventsOf(index, now)).flat(),
  );
  browser = await openBrowser();
  page = await watchedPage(browser, WIDE, faults);
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

/** What goes on meanwhile: uses of tokens in as many sessions as a frame can name. */
async function goesOn(round: number): Promise<void> {
  const time = Date.now();
  await sendEvents(
    monitor,
    Array.from({ length: LIMITS.batchItems }, (_, index) => ({
      id: `use ${String(round)} ${String(index)}`,
      source: 'mcp',
      type: 'usage',
      sessionId: `many-${String((round * 331 + index * 7) % SESSIONS)}`,
      model: 'claude-sonnet-4-5',
      requestId: `r ${String(round)} ${String(index)}`,
      inputTokens: 10,
      outputTokens: 10,
      time,
    })),
  );
}

describe('Today with ten thousand open sessions', () => {
  test('says that it counts a part, shows few rows, and leads to the rest', async () => {
    expect(await sentenceOf(page)).toMatch(
      /^(At least )?\d+ things need attention\. At least [\d,]+ sessions are working/,
    );
    expect(await rowsIn(page)).toBeLessThan(MOST_ROWS);
    expect(await page.getByTestId('totals').innerText()).toMatch(/of [\d,]+\+ open/);
    const groups = page.getByTestId('more-groups');
    expect(await groups.innerText()).toMatch(/more groups, [\d,]+\+ sessions, in Sessions/);
    const more = page.getByTestId('more-rows').last();
    const address = (await more.getAttribute('href')) ?? '';
    expect(address).toMatch(/state=active.*project=project-/);
  });

  test('answers an input with a frame within 100 ms, also while sessions go on, and its memory is bounded', async () => {
    const times: number[] = [];
    for (let round = 0; round < 8; round++) {
      const sending = goesOn(round);
      const choice = round % 2 === 0 ? 'Agent' : 'Project';
      times.push(
        ...(await paintsAfter(page, async () => {
          await page.getByRole('button', { name: choice, exact: true }).click();
          await page.keyboard.press('j');
        })),
      );
      await sending;
    }
    const heap = await heapOf(page);
    console.log(
      `input to paint, ms: p50 ${String(percentile(times, 0.5))}, p95 ${String(percentile(times, 0.95))} of ${String(times.length)}; ` +
        `heap ${String(Math.round(heap / 1e6))} MB; rows ${String(await rowsIn(page))}`,
    );
    expect(percentile(times, 0.5)).toBeLessThan(PAINT_MS);
    expect(heap).toBeLessThan(MOST_HEAP);
    expect(await rowsIn(page)).toBeLessThan(MOST_ROWS);
    expect(faults).toEqual([]);
  });
});
