import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyAside, isNewer, pendingMigrations, readJournal } from './migration.ts';

const journal = {
  entries: [
    { tag: '0000_start', when: 100 },
    { tag: '0001_more', when: 200 },
  ],
};

test.each([
  [null, ['0000_start', '0001_more']],
  [100, ['0001_more']],
  [200, []],
])('[STO4] a database whose newest migration is of %s lacks %j', (applied, pending) => {
  expect(pendingMigrations(journal, applied)).toEqual(pending);
});

test.each([
  [null, false],
  [200, false],
  [201, true],
])('[STO4] a database whose newest migration is of %s is of a later version: %s', (applied, is) => {
  expect(isNewer(journal, applied)).toBe(is);
});

test('[STO4] the journal of the generated migrations is read', () => {
  const { entries } = readJournal(join(import.meta.dirname, '../../..'));
  expect(entries[0]?.tag).toMatch(/^0000_/);
});

test('data is copied aside before a migration, and the two newest copies stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aside-'));
  const libsql = join(folder, 'libsql');
  mkdirSync(libsql);
  for (const day of ['01', '02', '03']) {
    writeFileSync(join(libsql, 'data'), day);
    copyAside(libsql, new Date(`2026-01-${day}T00:00:00Z`));
  }
  const copies = readdirSync(folder).filter((name) => name !== 'libsql');
  expect(copies.map((name) => readFileSync(join(folder, name, 'data'), 'utf8'))).toEqual([
    '02',
    '03',
  ]);
  rmSync(folder, { recursive: true });
});
