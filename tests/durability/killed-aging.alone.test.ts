import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TIME, type TelemetryEventInput } from '@claude-monitor/protocol';
import { startAhead } from '../whole/monitor/ahead-monitor.ts';
import type { PartsMonitor } from '../whole/monitor/parts-monitor.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { endedSessionEvents } from '../whole/agents/ended-session.ts';
import { killUnderWay, seededMoments } from '../whole/monitor/kills.ts';
import { startMonitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';
import { liveSumsOf, sumsOf } from '../whole/figures/sums.ts';

/**
 * Retention by age in the started project, killed outright again and again while it is under way. What it
 * was asked goes on by itself to its end, and all sums are what they were.
 */
const SESSIONS = 200;
const BATCH = 500;
const random = seededMoments(9);

let dataFolder: string;
let batches: TelemetryEventInput[][];
let before: Record<string, unknown>;
let liveBefore: object;
let monitor: PartsMonitor;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-aging-'));
  const at = Date.now() - TIME.hourMs;
  const events = Array.from({ length: SESSIONS }, (_, number) =>
    endedSessionEvents({
      sessionId: `s-${String(number)}`,
      user: `user ${String(number % 7)}`,
      at,
      hours: 20,
      requests: 1,
    }),
  ).flat();
  batches = [];
  for (let from = 0; from < events.length; from += BATCH) {
    batches.push(events.slice(from, from + BATCH));
  }
  const young = await startMonitor({ dataFolder });
  const api = apiOf(young);
  for (const events of batches) {
    expect(await api.send(events)).toMatchObject({ accepted: events.length });
  }
  before = await sumsOf(young);
  liveBefore = await liveSumsOf(young);
  expect(await young.stop()).toBe(0);
});

afterEach(async () => {
  await monitor.stop();
});
afterAll(() => {
  rmSync(dataFolder, { recursive: true, force: true });
});

/** As the daily job does it, but at once: numbers that are put as they are. */
async function age(): Promise<void> {
  const answer = await ask(monitor, {
    method: 'PUT',
    path: '/v1/retention',
    headers: {
      authorization: `Bearer ${monitor.adminKey}`,
      'content-type': 'application/json',
    },
    body: '{}',
  });
  expect(answer.status).toBe(200);
}

async function isAged(since: number): Promise<boolean> {
  const { retention } = await apiOf(monitor).status();
  return (retention?.ranAt ?? 0) > since;
}

/** Every one of them is refused, item by item, as of an hour that takes nothing more. */
async function refusesAll(aheadMs: number): Promise<void> {
  for (const events of batches) {
    const { status, json } = await ask(monitor, {
      method: 'POST',
      path: '/v1/events',
      headers: {
        authorization: `Bearer ${monitor.ingestKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ events, sentAt: Date.now() + aheadMs }),
    });
    // Nothing of it is taken.
    expect(status).toBe(400);
    expect(json).toMatchObject({ accepted: 0, duplicates: 0, rejected: events.length });
  }
  const { rejections } = await apiOf(monitor).status();
  expect(rejections).toEqual({ too_old: batches.flat().length });
}

test('[STO5] [HUB3] the Worker killed while hours are sealed: sums stay, and late events are too old', async () => {
  const aheadMs = 40 * TIME.dayMs;
  monitor = await startAhead(dataFolder, aheadMs);
  await age();
  const kills = await killUnderWay({
    monitor,
    programs: ['workerd'],
    random,
    atMost: 5,
    betweenMs: [90, 180],
    isDone: () => isAged(Date.now()),
  });
  console.log(`killed ${String(kills)} times while hours were sealed`);
  expect(kills).toBeGreaterThanOrEqual(1);
  expect(await sumsOf(monitor)).toEqual(before);
  await refusesAll(aheadMs);
  expect(await sumsOf(monitor)).toEqual(before);
});

test('[STO5] [HUB3] Worker and libSQL killed while what is beyond the horizon goes', async () => {
  const aheadMs = 450 * TIME.dayMs;
  monitor = await startAhead(dataFolder, aheadMs);
  await age();
  const kills = await killUnderWay({
    monitor,
    programs: ['workerd', 'sqld'],
    random,
    atMost: 4,
    betweenMs: [90, 180],
    isDone: () => isAged(Date.now() + 300 * TIME.dayMs),
  });
  console.log(`killed ${String(kills)} times while sessions left`);
  expect(kills).toBeGreaterThanOrEqual(1);
  const api = apiOf(monitor);
  const { totals } = await eventually(api.usage, ({ fresh }) => fresh);
  expect(totals.requests).toBe(0);
  expect((await api.sessions()).items).toEqual([]);
  expect(await liveSumsOf(monitor)).toEqual({ ...liveBefore, sessions: 0 });
  await refusesAll(aheadMs);
  expect(await liveSumsOf(monitor)).toEqual({ ...liveBefore, sessions: 0 });
});
