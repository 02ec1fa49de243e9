import { describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../testing/receiver.fixture.ts';
import type { Loss } from '../spool/loss-log.ts';
import { MemoryQueue } from './memory-queue.ts';

const line = (id: string, type = 'session.end'): string => JSON.stringify({ id, type });

function queueFor(receiver: Pick<Receiver, 'url'> | null, limits?: { bytes: number }) {
  const losses: Loss[] = [];
  const states: (string | null)[] = [];
  const work: Promise<unknown>[] = [];
  const env =
    receiver === null ? {} : { CLAUDE_MONITOR_URL: receiver.url, CLAUDE_MONITOR_KEY: 'k' };
  const queue = new MemoryQueue(
    { flags: {}, env, waitUntil: (promise) => work.push(promise) },
    limits,
  );
  queue.subscribe({
    onLoss: (loss) => losses.push(loss),
    onState: (_, message) => states.push(message),
  });
  return { queue, losses, states, work };
}

describe('events in memory', () => {
  test('are sent in the background, which the caller can hold on to', async () => {
    const receiver = await startReceiver();
    const { queue, work } = queueFor(receiver);
    queue.keep([line('a'), line('b')]);
    queue.keep([line('c')]);
    expect(queue.countWaiting()).toBe(3);
    await Promise.all(work);
    expect(receiver.events.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(receiver.batches).toHaveLength(1);
    expect(queue.countWaiting()).toBe(0);
  });

  test('flush waits for what another call has in hand', async () => {
    const receiver = await startReceiver();
    const { queue } = queueFor(receiver);
    queue.keep([line('a')]);
    await Promise.resolve();
    await queue.flush(5_000);
    expect(queue.countWaiting()).toBe(0);
    expect(receiver.events).toHaveLength(1);
  });

  test('flush in an outage ends in time, says why, and the next one delivers with the same ids', async () => {
    const receiver = await startReceiver(503);
    const { queue, states } = queueFor(receiver);
    queue.keep([line('a')]);
    await queue.flush(100);
    expect(queue.countWaiting()).toBe(1);
    expect(queue.fault()).toContain('HTTP 503');
    expect(states[0]).toContain('events wait in memory');
    receiver.answerWith('accept');
    await queue.flush(5_000);
    expect(receiver.events.map(({ id }) => id)).toEqual(['a']);
    expect(queue.fault()).toBeNull();
  });

  test('a monitor that never answers ends no later than the time that was given', async () => {
    const receiver = await startReceiver('hang');
    const { queue } = queueFor(receiver);
    const began = Date.now();
    queue.keep([line('a')]);
    await queue.flush(200);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(queue.countWaiting()).toBe(1);
  });

  test('[PRX3] are bounded: usage goes first, and drops are counted', () => {
    const { queue, losses } = queueFor(null, { bytes: 10 * line('x-00').length });
    queue.keep([line('end'), line('use', 'usage')]);
    for (let index = 0; index < 20; index++) {
      queue.keep([line(`x-${String(index).padStart(2, '0')}`)]);
    }
    const dropped = losses.reduce((sum, { count }) => sum + count, 0);
    expect(queue.countWaiting() + dropped).toBe(22);
    expect(queue.countWaiting()).toBeGreaterThan(5);
    expect(losses[0]).toMatchObject({ kind: 'dropped', reason: 'memory full' });
  });

  test('without a destination nothing is sent, and the fault names what to set', async () => {
    const { queue } = queueFor(null);
    queue.keep([line('a')]);
    await queue.flush(20);
    expect(queue.fault()).toContain('CLAUDE_MONITOR_URL');
    expect(queue.countWaiting()).toBe(1);
  });
});
