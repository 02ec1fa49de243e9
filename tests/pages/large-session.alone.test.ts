import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { apiOf } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** A session of 100,000 events: two days of calls without a pause. */
const SESSION = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const EVENTS = 100_000;
const PER_BATCH = 2_000;
const MOST_ROWS = 200;
/** So long may the page stand still while it replays; the fold runs elsewhere. */
const LONGEST_STANDSTILL_MS = 2_000;
const READY_WITHIN_MS = 240_000;

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

function batch(from: number, start: number): TelemetryEventInput[] {
  return Array.from({ length: PER_BATCH }, (_, offset): TelemetryEventInput => {
    const index = from + offset;
    const time = start + index * 800;
    const base = {
      id: `large ${String(index)}`,
      sessionId: SESSION,
      time,
      source: 'otlp' as const,
    };
    if (index % 4 === 0) {
      return {
        ...base,
        type: 'usage',
        model: 'claude-sonnet-4-5',
        requestId: `req_large_${String(index)}`,
        inputTokens: 10,
        outputTokens: 100,
        cacheReadTokens: 30_000,
      };
    }
    const toolUseId = `toolu_large_${String(index)}`;
    const state = index % 5_003 === 0 ? 'failed' : 'succeeded';
    return { ...base, type: 'tool.call', toolUseId, toolName: 'Bash', state, duration: 300 };
  });
}

test('a session of 100,000 events loads step by step, replays, and scrolls with few rows', async () => {
  const api = apiOf(monitor);
  const start = Date.now() - EVENTS * 800 - TIME.minuteMs;
  for (let from = 0; from < EVENTS; from += PER_BATCH) await api.send(batch(from, start));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('session-row').first().waitFor();
  await page.goto(`${monitor.url}/sessions/${SESSION}`);
  await page.evaluate(() => {
    let last = performance.now();
    const note = (now: number): void => {
      const gap = Math.max(Number(document.body.dataset['gap'] ?? 0), now - last);
      document.body.dataset['gap'] = String(gap);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  const began = Date.now();
  await page
    .locator('[data-testid=replay][data-state=ready]')
    .waitFor({ timeout: READY_WITHIN_MS });
  const readyMs = Date.now() - began;
  const gap = Number(await page.evaluate(() => document.body.dataset['gap']));
  await page.getByTestId('happening').first().waitFor();
  const rows = await page.locator('[data-testid=happening], tbody tr').count();
  const { session } = await api.session(SESSION);
  const cost = page.getByTestId('moment-cost');
  expect(await cost.getAttribute('data-micros')).toBe(String(session.usage.costMicros));
  const failed = Date.now();
  await page.keyboard.press('x');
  await page.locator('[data-testid=replay-rail]:not([data-at=""])').waitFor();
  const seekMs = Date.now() - failed;
  console.info({ readyMs, longestStandstillMs: Math.round(gap), rows, seekMs });
  expect(rows).toBeLessThan(MOST_ROWS);
  expect(gap).toBeLessThan(LONGEST_STANDSTILL_MS);
});
