import { describe, expect, test } from 'vitest';
import type { Config, Destination } from '../config.ts';
import type { Loss } from '../spool/loss-log.ts';
import type { Outcome } from './decide.ts';
import { Exporter } from './exporter.ts';

const DESTINATION: Destination = { url: 'https://m.example', key: 'k', origin: 'flags' };
const CONFIGURED: Config = { destination: DESTINATION, problem: null };

const refusal = (status: number): Outcome & { kind: 'answer' } => ({
  kind: 'answer',
  status,
  retryAfter: null,
  body: '',
});

const tooLarge: Outcome = {
  ...refusal(413),
  body: JSON.stringify({ error: { code: 'body_too_large', message: 'too large' } }),
};

/** An exporter on a clock that the test moves; `server` answers each batch. */
function rig(server: (ids: string[]) => Outcome | 'accept' | Promise<Outcome>) {
  const waiting: string[] = [];
  const sent: string[][] = [];
  const losses: Loss[] = [];
  const setAside: string[] = [];
  const reports: (string | null)[] = [];
  const timers = new Set<{ at: number; task: () => void }>();
  const state = { now: 1_000, config: CONFIGURED };
  const exporter = new Exporter({
    source: {
      next: ({ events }) => {
        const lines = waiting.slice(0, events);
        if (lines.length === 0) return null;
        return { lines, commit: (count) => waiting.splice(0, count) };
      },
      lose: (loss, lines) => {
        losses.push(loss);
        setAside.push(...lines);
      },
    },
    config: () => state.config,
    send: async (_destination, body) => {
      const ids = idsIn(body.bytes.toString());
      sent.push(ids);
      const outcome = await server(ids);
      return outcome === 'accept' ? receiptFor(ids) : outcome;
    },
    now: () => state.now,
    random: () => 1,
    schedule: (delayMs, task) => {
      const timer = { at: state.now + delayMs, task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    report: (_topic, message) => reports.push(message),
    onDelivered: () => undefined,
  });
  return {
    exporter,
    waiting,
    sent,
    losses,
    setAside,
    reports,
    state,
    add: (...ids: string[]) => {
      waiting.push(...ids.map((id) => JSON.stringify({ id, type: 'task.start' })));
      exporter.start();
    },
    /** Moves the clock to the next timer; answers how far. */
    tick: async (): Promise<number> => {
      const [next] = [...timers].sort((a, b) => a.at - b.at);
      if (next === undefined) return Infinity;
      timers.delete(next);
      const waited = next.at - state.now;
      state.now = next.at;
      next.task();
      // Lets the batch that the timer sent run to its end.
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      return waited;
    },
  };
}

const idsIn = (body: string): string[] =>
  [...body.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id ?? '');

const receiptFor = (ids: string[]): Outcome => ({
  kind: 'answer',
  status: 202,
  retryAfter: null,
  body: JSON.stringify({
    accepted: ids.length,
    duplicates: 0,
    rejected: 0,
    results: ids.map((id) => ({ id, status: 'accepted' })),
  }),
});

describe('Exporter', () => {
  test('the first event goes out within 25 ms', async () => {
    const { add, tick, sent } = rig(() => 'accept');
    add('a');
    expect(await tick()).toBeLessThanOrEqual(25);
    expect(sent).toEqual([['a']]);
  });

  test('what comes meanwhile goes together, and nothing is sent when nothing waits', async () => {
    const { add, tick, sent } = rig(() => 'accept');
    add('a');
    await tick();
    add('b');
    add('c');
    await tick();
    await tick();
    expect(await tick()).toBe(Infinity);
    expect(sent).toEqual([['a'], ['b', 'c']]);
  });

  test('[PRX3] after an outage all of it arrives, in order, with the same ids', async () => {
    let isUp = false;
    const { add, tick, sent, reports, waiting } = rig(() => (isUp ? 'accept' : refusal(500)));
    add('a', 'b');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) waits.push(await tick());
    expect(waits).toEqual([5, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    add('c');
    isUp = true;
    await tick();
    expect(sent.at(-1)).toEqual(['a', 'b', 'c']);
    expect(waiting).toEqual([]);
    expect(reports.at(-1)).toBeNull();
  });

  test('[PRX2] a refused key keeps the events and is tried again each minute', async () => {
    const { add, tick, waiting, reports } = rig(() => refusal(401));
    add('a');
    await tick();
    expect(await tick()).toBe(60_000);
    expect(waiting).toHaveLength(1);
    expect(reports[0]).toContain('This key was rejected');
  });

  test('without a configuration events wait, and go when there is one', async () => {
    const { add, tick, sent, state } = rig(() => 'accept');
    state.config = { destination: null, problem: 'No monitor is configured.' };
    add('a');
    await tick();
    expect(sent).toEqual([]);
    state.config = CONFIGURED;
    expect(await tick()).toBe(5_000);
    expect(sent).toEqual([['a']]);
  });

  test('a batch too large is halved; the one event that is too large is given up and counted', async () => {
    const { add, tick, waiting, losses } = rig((ids) =>
      ids.includes('huge') ? tooLarge : 'accept',
    );
    add('a', 'b', 'huge', 'c', 'd');
    for (let step = 0; step < 10; step++) await tick();
    expect(waiting).toEqual([]);
    expect(losses).toEqual([{ kind: 'rejected', reason: 'HTTP 413 body_too_large', count: 1 }]);
  });

  test('a line damaged on the disk does not hold up the others', async () => {
    const { add, tick, waiting, sent, losses, setAside } = rig(() => 'accept');
    waiting.push('{"id":"torn');
    add('a');
    await tick();
    expect(sent).toEqual([['a']]);
    expect(waiting).toEqual([]);
    expect(losses).toEqual([{ kind: 'unreadable', reason: 'damaged on the disk', count: 1 }]);
    expect(setAside).toEqual(['{"id":"torn']);
  });

  test('[PRX3] of lines that are all damaged, nothing is sent and nothing blocks', async () => {
    const { add, tick, waiting, sent, setAside } = rig(() => refusal(500));
    waiting.push('', '\u0000\u0000', '{"id":"x"}');
    add();
    await tick();
    expect(sent).toEqual([]);
    expect(waiting).toEqual([]);
    expect(setAside).toHaveLength(3);
  });

  test('[PRX3] refused items are set aside, each with its reason, and no other', async () => {
    const { add, tick, losses, setAside } = rig((ids) => ({
      ...refusal(202),
      body: JSON.stringify({
        accepted: 1,
        duplicates: 0,
        rejected: 1,
        results: ids.map((id) =>
          id === 'old' ? { id, status: 'rejected', code: 'too_old' } : { id, status: 'accepted' },
        ),
      }),
    }));
    add('a', 'old');
    await tick();
    expect(losses).toEqual([{ kind: 'rejected', reason: 'too_old', count: 1 }]);
    expect(setAside).toEqual(['{"id":"old","type":"task.start"}']);
  });

  test('[PRX3] a clock is confirmed by an answer that has the same time, for an hour', async () => {
    let date = new Date(20 * 86_400_000).toUTCString();
    const { add, tick, exporter, state } = rig(() => ({ ...refusal(503), date }));
    expect(exporter.isClockConfirmed).toBe(false);
    add('a');
    await tick();
    expect(exporter.isClockConfirmed).toBe(false);
    date = new Date(state.now).toUTCString();
    await tick();
    expect(exporter.isClockConfirmed).toBe(true);
    state.now += 20 * 86_400_000;
    expect(exporter.isClockConfirmed).toBe(false);
  });

  test('on close it tries once more, also when a backoff was running', async () => {
    let isUp = false;
    const { exporter, add, tick, sent } = rig(() => (isUp ? 'accept' : refusal(503)));
    add('a');
    await tick();
    isUp = true;
    await exporter.close(1_000);
    expect(sent).toEqual([['a'], ['a']]);
    await exporter.close(1_000);
    expect(sent).toHaveLength(2);
  });

  test('[PRX2] on close it waits no longer than it may', async () => {
    const { exporter, add, tick } = rig(() => new Promise<Outcome>(() => undefined));
    add('a');
    await tick();
    const closed = exporter.close(1_000);
    expect(await tick()).toBe(1_000);
    await closed;
  });
});
