import { expect, test } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

function heldJob(log: string[], name: string): { run: () => Promise<string>; end: () => void } {
  let end = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async (): Promise<string> => {
    log.push(`${name} starts`);
    await gate;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end: () => end() };
}

test('[STO6] one job is in flight at a time, in the order they came', async () => {
  const queue = new SerialQueue(8);
  const log: string[] = [];
  const [a, b] = [heldJob(log, 'a'), heldJob(log, 'b')];
  const [first, second] = [queue.run(a.run), queue.run(b.run)];
  b.end();
  await Promise.resolve();
  expect(log).toEqual(['a starts']);
  a.end();
  expect([await first, await second]).toEqual(['a', 'b']);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
});

test('[STO6] a job that fails rejects alone; the next runs', async () => {
  const queue = new SerialQueue(8);
  const bad = queue.run(() => Promise.reject(new Error('no')));
  const good = queue.run(() => Promise.resolve('yes'));
  await expect(bad).rejects.toThrow('no');
  expect(await good).toBe('yes');
  expect(queue.length).toBe(0);
});

test('[STO6] past its capacity it takes no more until a job has ended', async () => {
  const queue = new SerialQueue(1);
  const a = heldJob([], 'a');
  const first = queue.run(a.run);
  expect(queue.run(() => Promise.resolve())).toBeNull();
  a.end();
  await first;
  expect(await queue.run(() => Promise.resolve('later'))).toBe('later');
});
