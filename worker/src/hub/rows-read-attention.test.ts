import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { withAlerts } from './alerts/alerts.fixture.ts';
import { counting } from './counted-rows.fixture.ts';
import { eventOf, take, type Core } from './hub.fixture.ts';
import { connected } from './live/connect.fixture.ts';
import { openHub } from './open-hub.ts';

/** As many tasks as the first one that fails after waking makes the hub look through. */
const FEW = 500;
const MANY = 4 * FEW;

/** Rows that each thing a hub does reads while so many open sessions wait and as many tasks failed. */
function rowsReadWith(count: number): Promise<Record<string, number>> {
  return withAlerts(async (core) => {
    core.channel();
    const at = core.clock.at;
    const of = (index: number, time = at) => {
      const sessionId = `waits ${String(index)}`;
      const failed = { taskId: `t${String(index)}`, project: 'shop', status: 'failed' };
      return [
        eventOf({ id: `${sessionId} f`, type: 'task.complete', time, sessionId, ...failed }),
        eventOf({
          id: `${sessionId} w ${String(time)}`,
          type: 'session.state',
          time: time + 1,
          sessionId,
          state: 'waiting',
        }),
      ];
    };
    for (let from = 0; from < count; from += 50) {
      const indexes = Array.from({ length: 50 }, (_, index) => from + index);
      await take(
        core,
        indexes.flatMap((index) => of(index)),
      );
    }
    core.hub.workspaceState.checkpoint();
    expect(core.hub.alerts.incidents.store.size).toBe(2 * count);
    const counted = counting(core.ctx);
    const hub = openHub({ ...core.deps, ctx: counted.ctx });
    if (hub === null) throw new Error('not provisioned');
    const woken: Core = { ...core, hub };
    const read: Record<string, number> = {};
    counted.rows();
    await take(woken, [
      eventOf({ id: 'goes on', type: 'prompt', sessionId: 'waits 7', time: at + 2 }),
    ]);
    read['event that resolves'] = counted.rows();
    await take(woken, of(count, core.clock.at));
    read['events that open'] = counted.rows();
    hub.workspaceState.checkpoint();
    read['checkpoint'] = counted.rows();
    connected(woken, null);
    counted.rows();
    core.clock.at += LIMITS.frameIntervalMs;
    await take(woken, of(count + 1, core.clock.at));
    read['events and frame'] = counted.rows();
    hub.alerts.incidents.service([], core.clock.at);
    read['look at the service'] = counted.rows();
    return read;
  });
}

test('[HUB8] what a hub reads does not grow with what waits for somebody', async () => {
  const few = await rowsReadWith(FEW);
  const many = await rowsReadWith(MANY);
  for (const [name, rows] of Object.entries(many))
    expect(rows, name).toBeLessThanOrEqual((few[name] ?? 0) + 40);
}, 120_000);
