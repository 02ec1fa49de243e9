import type { WasteItem } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { eventOf, KEY, take, withCore, type Core } from '../hub.fixture.ts';

const HOUR = 3_600_000;

let count = 0;

const usage = (_: Core, at: number, rest: object = {}) => {
  const id = `u${String(count++)}`;
  return eventOf({
    ...{ id, type: 'usage', time: at, sessionId: 's', source: 'otlp', requestId: id },
    ...{ model: 'claude-sonnet-4-5', agentName: 'builder', project: 'dex' },
    ...{ cacheCreationTokens: 50_000, ...rest },
  });
};

async function wasted(
  core: Core,
  query: { from: number; to: number; project?: string[] },
): Promise<WasteItem[]> {
  core.hub.workspaceState.checkpoint();
  const answer = await runCommand({ hub: core.hub, hash: KEY.hash }, 'waste', query);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.items;
}

/** Dear to write, cheap to read. */
const priceOf = (query: { cacheCreationTokens: number; cacheReadTokens: number }): number =>
  query.cacheCreationTokens * 10 + query.cacheReadTokens;

test('[HUB3] what is found is kept by hour over any kill, counted once, and compared with the time before', () =>
  withCore({ priceOf }, async (core) => {
    const start = Math.floor(core.clock.at / HOUR) * HOUR - 4 * HOUR;
    const minutes = [0, 1, 2, 120, 121];
    for (const minute of minutes) {
      core.hub = core.again();
      await take(core, [usage(core, start + minute * 60_000)]);
      if (minute === 1) core.hub.workspaceState.checkpoint();
    }
    core.hub = core.again();
    const [misses] = await wasted(core, { from: start + 2 * HOUR, to: start + 4 * HOUR });
    expect(misses).toMatchObject({
      ...{ kind: 'cache_misses', count: 1, sessions: 1, tokens: 50_000, measuredMicros: 450_000 },
      before: { count: 2, measuredMicros: 900_000 },
      top: [{ sessionId: 's', agentName: 'builder', count: 1 }],
    });
    const all = await wasted(core, { from: start, to: start + 4 * HOUR });
    expect(all.map(({ kind, count: of, before }) => [kind, of, before])).toEqual([
      ['cache_misses', 3, null],
      ['expired_context', 1, null],
    ]);
    const others = { from: start, to: start + 4 * HOUR, project: ['other'] };
    expect(await wasted(core, others)).toEqual([]);
  }));

test('the hour in the cache is waste of sessions that never came back', () =>
  withCore({ priceOf: ({ cacheCreation1hTokens: hourly }) => hourly }, async (core) => {
    const at = Math.floor(core.clock.at / HOUR) * HOUR - 2 * HOUR;
    const hourly = { cacheCreation1hTokens: 50_000 };
    const back = { cacheCreationTokens: 0, cacheReadTokens: 50_000 };
    await take(core, [
      usage(core, at, { ...hourly, sessionId: 'never' }),
      usage(core, at, { ...hourly, sessionId: 'came back' }),
      usage(core, at + HOUR / 2, { ...back, sessionId: 'came back' }),
    ]);
    const items = await wasted(core, { from: at, to: at + HOUR });
    expect(items).toMatchObject([{ kind: 'hour_cache', count: 1, measuredMicros: 50_000 }]);
    expect(items[0]?.top).toMatchObject([{ sessionId: 'never' }]);
  }));

test('[STO10] [STO5] a deleted session leaves nothing, and rows go with the horizon', () =>
  withCore({ priceOf }, async (core) => {
    const at = Math.floor(core.clock.at / HOUR) * HOUR - 2 * HOUR;
    await take(core, [usage(core, at), usage(core, at + 1_000)]);
    await take(core, [
      usage(core, at, { sessionId: 'other' }),
      usage(core, at + 1_000, { sessionId: 'other' }),
    ]);
    const window = { from: at, to: at + HOUR };
    const [both] = await wasted(core, window);
    expect(both?.sessions).toBe(2);
    const key = core.hub.workspaceState.find('s');
    core.hub.waste.forget(key === null ? [] : [key]);
    expect((await wasted(core, window))[0]?.top.map(({ sessionId }) => sessionId)).toEqual([
      'other',
    ]);
    core.hub.waste.rows.keep(at + HOUR);
    expect(await wasted(core, window)).toEqual([]);
  }));
