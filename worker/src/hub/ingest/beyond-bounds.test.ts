import { totalsView } from '@claude-monitor/fold';
import { statusAnswerSchema, TIME, totalsSchema } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { hubStatus } from '../state/status.ts';
import { eventOf, stamped, sumOf, tablesOf, take, withCore, workday } from '../hub.fixture.ts';

const AT = Math.floor(Date.now() / TIME.hourMs) * TIME.hourMs - TIME.minuteMs * 50;

test('[ING7] a price beyond every bound is no price, and the flush of everybody goes on', async () => {
  await withCore({ priceOf: () => 1e308 }, async (core) => {
    await take(core, workday(AT));
    expect(await core.hub.flusher.flush()).toBe(true);
    const { usage } = totalsView(core.hub.present.state).all;
    expect(usage.costMicros).toBe(0);
    expect(usage.unpricedRequests).toBeGreaterThan(0);
  });
});

test('[ING7] what an older version stored without a bound stops neither waking nor flush nor pages', async () => {
  await withCore({}, async (core) => {
    await take(core, workday(AT));
    const { state } = core.hub.present;
    state.totals.all.usage.costMicros = Infinity;
    state.totals.day.usage.measured.inputTokens = 9.1e15;
    for (const card of state.cards.values()) card.clientCostMicros = 1e308;
    for (const cell of state.series.values()) cell.costMicros = Infinity;
    for (const page of core.hub.present.pages.unflushed()) {
      const stored = core.hub.present.pages.get(page.session, page.hour);
      for (const fact of stored?.facts.values() ?? []) {
        if (fact.given?.usage) fact.given.usage.inputTokens = 1e308;
        if (stored !== undefined) core.hub.present.pages.touch(stored, fact.key);
      }
    }
    core.hub.present.checkpoint();
    const hub = core.again();
    expect(totalsSchema.parse(totalsView(hub.present.state))).toBeDefined();
    expect(statusAnswerSchema.parse(hubStatus(hub, core.clock.at))).toBeDefined();
    for (const card of hub.present.state.cards.values()) {
      expect(Number.isSafeInteger(card.clientCostMicros)).toBe(true);
    }
    expect(await hub.flusher.flush()).toBe(true);
    const tables = await tablesOf(core.name);
    expect(tables.usage_hour.length).toBeGreaterThan(0);
    for (const row of tables.usage_hour) {
      expect(Number(row['input_tokens'])).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    }
    expect(sumOf(tables.request, 'requests')).toBe(9);
  });
});

test('[ING7] a reading that waits in an old journal is folded as the greatest one there is', async () => {
  await withCore({}, async (core) => {
    for (const [index, value] of [1e308, 9.1e15].entries()) {
      const id = `m${String(index)}`;
      const event = stamped(eventOf({ id, type: 'metric', name: 'cost', value: 1, time: AT }));
      Object.assign(event, { value });
      core.hub.present.take(core.hub.present.progress.seq + 1, event);
    }
    expect(totalsSchema.parse(totalsView(core.hub.present.state))).toBeDefined();
    expect(await core.hub.flusher.flush()).toBe(true);
  });
});
