import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deploySecret, openDataFolder, writePrivateFile } from './data-folder.ts';
import { StartFault } from './fault.ts';

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('[SHR8] the deploy secret is made once, and only its owner reads it', () => {
  const folder = openDataFolder(join(parent, 'new/folder'));
  const secret = deploySecret(folder);
  expect(secret.length).toBeGreaterThan(40);
  expect(deploySecret(folder)).toBe(secret);
  expect(modeOf(folder.path)).toBe(0o700);
  expect(modeOf(join(folder.path, 'deploy-secret'))).toBe(0o600);
});

test('a file that others could read becomes private when it is written again', () => {
  const path = join(parent, 'local.json');
  writeFileSync(path, '{}', { mode: 0o644 });
  writePrivateFile(path, '{}');
  expect(modeOf(path)).toBe(0o600);
});

test('a folder that cannot be made is one sentence with what to do', () => {
  writeFileSync(join(parent, 'file'), '');
  const open = () => openDataFolder(join(parent, 'file/folder'));
  expect(open).toThrow(StartFault);
  expect(open).toThrow(/cannot be written \(ENOTDIR\): .*CLAUDE_MONITOR_DATA/);
});
