import { totalsView } from '@claude-monitor/fold';
import { TIME, totalsSchema } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { eventOf, stamped, take, withCore, workday } from '../hub.fixture.ts';

const AT = Math.floor(Date.now() / TIME.hourMs) * TIME.hourMs - TIME.minuteMs * 50;

test('[ING7] a price beyond every bound is no price, and the flush of everybody goes on', async () => {
  await withCore({ priceOf: () => 1e308 }, async (core) => {
    await take(core, workday(AT));
    expect(await core.hub.flusher.flush()).toBe(true);
    const { usage } = totalsView(core.hub.workspaceState.state).all;
    expect(usage.costMicros).toBe(0);
    expect(usage.unpricedRequests).toBeGreaterThan(0);
  });
});

test('[ING7] a reading that waits in an old journal is folded as the greatest one there is', async () => {
  await withCore({}, async (core) => {
    for (const [index, value] of [1e308, 9.1e15].entries()) {
      const id = `m${String(index)}`;
      const event = stamped(eventOf({ id, type: 'metric', name: 'cost', value: 1, time: AT }));
      Object.assign(event, { value });
      core.hub.workspaceState.take(core.hub.workspaceState.progress.seq + 1, event);
    }
    expect(totalsSchema.parse(totalsView(core.hub.workspaceState.state))).toBeDefined();
    expect(await core.hub.flusher.flush()).toBe(true);
  });
});
