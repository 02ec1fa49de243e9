import { afterAll, beforeAll, expect, test } from 'vitest';
import { killWhileDelivering } from '../whole/alerts/kill-delivery.ts';
import { seededMoments } from '../whole/monitor/kills.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** `KILLS=1000` runs as many as somebody has time for. */
const KILLS = Number(process.env['KILLS'] ?? 12);

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor({ env: { CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL: '1' } });
});
afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

test(
  '[HUB3] killed outright while alerts and reports are delivered: none is lost, none comes under a second id',
  { timeout: 60_000 + KILLS * 15_000 },
  async () => {
    const random = seededMoments(11);
    const { kills, alerts, reports } = await killWhileDelivering(monitor, random, KILLS);
    console.log(JSON.stringify({ kills, alerts, reports }));
    expect(kills).toBe(KILLS);
    expect(alerts).toMatchObject({ lost: 0, doubled: 0 });
    expect(reports).toMatchObject({ lost: 0, doubled: 0 });
  },
);
