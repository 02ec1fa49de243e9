import { TIME } from '@claude-monitor/protocol';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../whole/browser/browser.ts';
import { sendHistory } from '../../whole/browser/history-page.ts';
import { startMonitor, type Monitor } from '../../whole/monitor/monitor.ts';
import { keepAll } from '../../whole/monitor/workspace.ts';
import { monthOf } from '../month.fixture.ts';

/** A wall that nobody touches for weeks: its clock is moved, its socket drops, its service is killed. */
const TV = { width: 1920, height: 1080 };
const DROPS = 160;
const KILLS = 4;
/** Between two drops: all of them together are three weeks. */
const BETWEEN_MS = (21 * TIME.dayMs) / DROPS;
/** Past the longest wait before another try. */
const RETRY_MS = 9_000;
const PATIENCE_MS = 30_000;
const SOON_MS = 2_000;

let monitor: Monitor;
let browser: Browser;
let wall: Page;
let cdp: CDPSession;
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  await keepAll(monitor);
  await sendHistory(monitor, monthOf(Date.now(), 60));
  browser = await openBrowser();
  wall = await browser.newPage({ viewport: TV, reducedMotion: 'reduce' });
  wall.on('pageerror', ({ message }) => faults.push(message));
  await wall.clock.install();
  await wall.addInitScript(() => {
    window.socketsOpened = 0;
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL) {
        super(url);
        window.socketsOpened += 1;
        window.newestSocket = this;
      }
    };
  });
  await wall.goto(`${monitor.url}/?view=wall#key=${monitor.adminKey}`);
  cdp = await wall.context().newCDPSession(wall);
  await isLive();
});

afterAll(async () => {
  await browser.close();
  expect(await monitor.stop()).toBe(0);
});

const isLive = (withinMs = PATIENCE_MS) =>
  wall.getByTestId('wall-clock').getByText('Live').waitFor({ timeout: withinMs });

const opened = (): Promise<number> => wall.evaluate(() => window.socketsOpened);

/** A socket that fails too is tried again, which takes more of the page's time: no clock but this one moves it on. */
async function comesBack(before: number): Promise<void> {
  const isBack = async (): Promise<boolean> => {
    if ((await opened()) <= before) return false;
    return await isLive(SOON_MS).then(
      () => true,
      () => false,
    );
  };
  await expect
    .poll(
      async () => {
        if (await isBack()) return true;
        await wall.clock.runFor(RETRY_MS);
        return false;
      },
      { timeout: PATIENCE_MS },
    )
    .toBe(true);
}

async function dropped(): Promise<void> {
  const before = await opened();
  await wall.evaluate(() => window.newestSocket?.close());
  await comesBack(before);
  await wall.clock.fastForward(BETWEEN_MS);
}

async function held(): Promise<{ heap: number; nodes: number; listeners: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes, listeners: jsEventListeners };
}

describe('a wall that runs for three weeks', () => {
  test('comes back each time that its socket drops, and holds no more at the end than at the start', async () => {
    for (let drop = 0; drop < DROPS / 4; drop++) await dropped();
    const early = await held();
    for (let drop = 0; drop < (DROPS * 3) / 4; drop++) await dropped();
    const late = await held();
    console.log(`after ${String(DROPS / 4)} drops, after all:`, early, late);
    expect(late.heap / early.heap).toBeLessThan(1.15);
    expect(late.nodes - early.nodes).toBeLessThan(200);
    expect(late.listeners - early.listeners).toBeLessThan(20);
    expect(await opened()).toBeGreaterThan(DROPS);
  });

  test('comes back each time that the service is killed', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const before = await opened();
      for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
      await comesBack(before);
    }
    expect(await wall.getByTestId('wall').innerText()).toMatch(/Tokens per minute/);
  });

  test('made no error in the page', () => {
    expect(faults).toEqual([]);
  });
});

declare global {
  interface Window {
    socketsOpened: number;
    newestSocket?: WebSocket;
  }
}
