import { expect, test } from 'vitest';
import { ownerState, PROCESSES, thisOwner, type Owner } from './owner.ts';
import { newSegmentId, parseSegmentFile, segmentFile } from './segment-name.ts';

const self: Owner = { host: 'aaaaaaaa', pid: 10, start: '500' };

const table = (running: Record<number, string>) => ({
  isAlive: (pid: number) => pid in running,
  startOf: (pid: number) => running[pid] ?? '0',
});

test.each([
  ['this process', self, { 10: '500' }, 'self'],
  ['another that runs', { ...self, pid: 11 }, { 11: '500' }, 'alive'],
  ['one that ended', { ...self, pid: 11 }, {}, 'dead'],
  ['one whose pid was given again', { ...self, pid: 11 }, { 11: '900' }, 'dead'],
  ['an earlier one with our pid', { ...self, start: '3' }, { 10: '500' }, 'dead'],
  ['one of another machine', { ...self, host: 'bbbbbbbb' }, {}, 'unknown'],
  ['one where start times are unknown', { ...self, pid: 11, start: '0' }, { 11: '0' }, 'unknown'],
])('[PRX3] the owner of a segment of %s is recognized', (_name, owner, running, state) => {
  expect(ownerState(owner, self, table(running))).toBe(state);
});

test('this process is found alive by the real table', () => {
  const owner = thisOwner();
  expect(ownerState(owner, owner, PROCESSES)).toBe('self');
  expect(ownerState(owner, { ...owner, pid: owner.pid + 1 }, PROCESSES)).toBe('alive');
});

test('a name says again what was put in; other files are none', () => {
  const name = { id: newSegmentId(1_790_000_000_000, () => '0123456789abcdef'), owner: self };
  expect(parseSegmentFile(segmentFile(name))).toEqual(name);
  for (const file of ['losses.ndjson', `${name.id}.ack`, `${segmentFile(name)}.tmp`, '']) {
    expect(parseSegmentFile(file)).toBeNull();
  }
});
