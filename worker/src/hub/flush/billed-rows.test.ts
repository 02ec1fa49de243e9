import { TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { eventOf, recordingWriter, take, withCore, type Core } from '../hub.fixture.ts';

const EVENTS = 1_000;

/** A mixed load of 50 sessions: tools and usage, now and then a task. */
function mixedLoad(at: number): TelemetryEvent[] {
  return Array.from({ length: EVENTS }, (_, index) => {
    const base = {
      id: `e${String(index)}`,
      time: at + index,
      sessionId: `session-${String(index % 50)}`,
      source: 'otlp',
    };
    if (index % 20 === 0)
      return eventOf({ ...base, type: 'task.start', taskId: `T${String(index)}` });
    if (index % 4 === 0)
      return eventOf({ ...base, type: 'usage', requestId: base.id, inputTokens: 9 });
    const state = index % 2 === 0 ? 'started' : 'succeeded';
    return eventOf({ ...base, type: 'tool.call', toolUseId: `t${String(index)}`, state });
  });
}

/** Rows that the object's storage bills while `work` runs; it counts a written or deleted row each. */
async function billedRows(core: Core, work: () => Promise<unknown>): Promise<number> {
  const { sql } = core.ctx.storage;
  const changes = (): number =>
    Number([...sql.exec('select total_changes() as changes')][0]?.['changes'] ?? 0);
  const before = changes();
  await work();
  return changes() - before;
}

test.each([
  { name: 'in batches of 100', size: 100, atMost: 0.3 },
  { name: 'in single posts', size: 1, atMost: 2.3 },
])('a thousand events of 50 sessions $name bill few rows of the hub', async ({ size, atMost }) => {
  await withCore({ writer: () => recordingWriter() }, async (core) => {
    const events = mixedLoad(core.clock.at - TIME.minuteMs);
    const rows = await billedRows(core, async () => {
      for (let start = 0; start < EVENTS; start += size) {
        await take(core, events.slice(start, start + size));
      }
      await core.hub.flusher.flush();
    });
    console.log(
      `hub rows billed for ${String(EVENTS)} events, ${String(size)} a call: ${String(rows)}`,
    );
    expect(rows / EVENTS).toBeLessThanOrEqual(atMost);
    expect(core.hub.journal.size.rows).toBe(0);
  });
});
