import { afterAll, beforeAll, expect, test } from 'vitest';
import { killWhileDelivering } from '../whole/alerts/kill-delivery.ts';
import { seededMoments } from '../whole/monitor/kills.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * `KILLS=1000` kills as often as somebody has time for; `KILL_REPORTS=1` also when reports fall due, which is at the next
 * quarter of an hour.
 */
const KILLS = Number(process.env['KILLS'] ?? 12);
const WITH_REPORTS = process.env['KILL_REPORTS'] === '1';

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor({ env: { CLAUDE_MONITOR_ALERTS_ALLOW_LOCAL: '1' } });
});
afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

test(
  '[HUB3] killed outright while alerts and reports are delivered: none is lost, none comes under a second id',
  { timeout: 120_000 + KILLS * 20_000 + (WITH_REPORTS ? 2_400_000 : 0) },
  async () => {
    const random = seededMoments(11);
    const { kills, alerts, reports } = await killWhileDelivering(monitor, random, {
      kills: KILLS,
      hasReports: WITH_REPORTS,
    });
    console.log(JSON.stringify({ kills, alerts, reports }));
    expect(kills).toBe(KILLS);
    expect(alerts).toMatchObject({ lost: 0, doubled: 0 });
    expect(reports).toMatchObject({ lost: 0, doubled: 0 });
  },
);
