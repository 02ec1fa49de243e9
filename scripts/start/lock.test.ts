import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartFault } from './fault.ts';
import { isHeld, parseLock, takeLock } from './lock.ts';

let folder = '';
let lock = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a second start on the same folder gets an error that names its holder', () => {
  takeLock(lock, folder);
  expect(() => takeLock(lock, folder)).toThrow(StartFault);
  expect(() => takeLock(lock, folder)).toThrow(`process ${process.pid}`);
});

test('a released folder can be taken again', () => {
  takeLock(lock, folder)();
  expect(existsSync(lock)).toBe(false);
  takeLock(lock, folder);
});

test('a lock left behind by a killed start is stale', async () => {
  takeLock(lock, folder);
  const killed = spawn(process.execPath, ['-e', '']);
  await once(killed, 'exit');
  writeFileSync(lock, `${killed.pid ?? 0} some-time-ago\n`);
  takeLock(lock, folder);
  expect(parseLock(readFileSync(lock, 'utf8'))?.pid).toBe(process.pid);
});

test('a process that got the pid of a killed start does not hold its folder', () => {
  writeFileSync(lock, `${process.pid} another-boot:1\n`);
  takeLock(lock, folder);
});

test('a lock file that says nothing is stale', () => {
  writeFileSync(lock, 'garbage');
  takeLock(lock, folder);
});

test('a release leaves the lock of another start alone', () => {
  const release = takeLock(lock, folder);
  writeFileSync(lock, '1 other\n');
  release();
  expect(existsSync(lock)).toBe(true);
});

test.each([
  [null, 'boot:1', false],
  [{ pid: 5, startedAt: 'boot:1' }, null, false],
  [{ pid: 5, startedAt: 'boot:1' }, 'boot:2', false],
  [{ pid: 5, startedAt: 'boot:1' }, 'boot:1', true],
])('the lock %j of a process that started at %s is held: %s', (holder, startedNow, held) => {
  expect(isHeld(holder, startedNow)).toBe(held);
});
