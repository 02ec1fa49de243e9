import { appendFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { LossLog } from './loss-log.ts';
import { SPOOL_LIMITS, type SpoolLimits } from './spool-limits.ts';
import { machine, line, drain } from './spool.fixture.ts';

describe('bounds', () => {
  test('[PRX3] past the size, the oldest usage and tool events go first, and are counted', () => {
    const { folder, start } = machine({ totalBytes: 900, segmentBytes: 100, shrinksAtOnce: 100 });
    const { spool } = start();
    for (let index = 0; index < 20; index++) {
      spool.append([line(`u${String(index)}`, 'usage'), line(`t${String(index)}`)]);
    }
    spool.maintain({ adopts: true, isClockConfirmed: true });
    const ids = drain(spool);
    expect(ids.filter((id) => id.startsWith('t'))).toHaveLength(20);
    const usage = ids.filter((id) => id.startsWith('u'));
    expect(usage.length).toBeGreaterThan(0);
    expect(usage.at(-1)).toBe('u19');
    expect(new LossLog(folder).read()).toEqual([
      { kind: 'dropped', reason: 'spool full', count: 20 - usage.length },
    ]);
  });

  test('[PRX3] then the oldest of all', () => {
    const { folder, start } = machine({ totalBytes: 300, segmentBytes: 100, shrinksAtOnce: 100 });
    const { spool, reports } = start();
    for (let index = 0; index < 30; index++) spool.append([line(`t${String(index)}`)]);
    spool.maintain({ adopts: true, isClockConfirmed: true });
    const ids = drain(spool);
    expect(ids.at(-1)).toBe('t29');
    expect(ids.length).toBeLessThan(12);
    expect(new LossLog(folder).read()[0]?.count).toBe(30 - ids.length);
    expect(reports.join()).toContain('spool full');
  });

  test('[PRX3] what is older than 14 days goes', () => {
    const { folder, start, clock } = machine();
    const { spool } = start();
    spool.append([line('old')]);
    clock.now += SPOOL_LIMITS.ageMs + 1;
    spool.append([line('written later')]);
    spool.maintain({ adopts: true, isClockConfirmed: true });
    spool.append([line('new')]);
    expect(drain(spool)).toEqual(['new']);
    expect(new LossLog(folder).read()[0]?.reason).toBe('older than 14 days');
  });
});

describe('a disk that refuses', () => {
  /** A file where the folder is to be: no one, not even root, can write below it. */
  function blocked(limits: Partial<SpoolLimits> = {}) {
    const { folder, start } = machine(limits);
    writeFileSync(folder, '');
    return { folder, ...start() };
  }

  test('[PRX2] events are kept in memory, sent from there, and the fault is said', () => {
    const { spool, reports } = blocked();
    expect(spool.append([line('a'), line('b')])).toBe('memory');
    expect(reports.join()).toContain('cannot write');
    expect(drain(spool)).toEqual(['a', 'b']);
    spool.maintain({ adopts: true, isClockConfirmed: true });
    spool.close();
  });

  test('[PRX2] the memory is bounded: usage goes first', () => {
    const { spool } = blocked({ memoryBytes: 150 });
    for (let index = 0; index < 5; index++) spool.append([line(`t${String(index)}`)]);
    for (let index = 0; index < 5; index++) spool.append([line(`u${String(index)}`, 'usage')]);
    expect(drain(spool)).toEqual(['t1', 't2', 't3', 't4', 'u4']);
  });

  test('[PRX1] when it can write again, what was in memory is written first', () => {
    const { folder, spool } = blocked();
    spool.append([line('a')]);
    rmSync(folder);
    mkdirSync(folder);
    expect(spool.append([line('b')])).toBe('disk');
    expect(drain(spool)).toEqual(['a', 'b']);
  });
});

test('the ledger adds up what many lines say, and stays small', () => {
  const folder = scratchFolder();
  const ledger = new LossLog(folder);
  for (let index = 0; index < 3_000; index++) {
    ledger.add({
      kind: 'rejected',
      reason: index % 2 === 0 ? 'too_old' : `r${String(index)}`,
      count: 1,
    });
  }
  appendFileSync(join(folder, 'losses.ndjson'), 'torn');
  expect(ledger.read()[0]).toEqual({ kind: 'rejected', reason: 'too_old', count: 1_500 });
  expect(ledger.read().reduce((sum, { count }) => sum + count, 0)).toBe(3_000);
  expect(statSync(join(folder, 'losses.ndjson')).size).toBeLessThan(70_000);
});
