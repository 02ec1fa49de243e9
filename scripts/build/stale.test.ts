import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPart, isStale, type Part } from './stale.ts';

const part: Part = {
  name: 'thing',
  sources: ['src', 'one.json', 'absent'],
  output: 'out/thing.js',
};

let root = '';
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stale-'));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  mkdirSync(join(root, 'out'));
  writeFileSync(join(root, 'src/deep/a.ts'), 'a');
  writeFileSync(join(root, 'one.json'), '1');
  await buildPart(root, part, build);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const build = () => Promise.resolve(writeFileSync(join(root, part.output), 'built'));

test('what was just built is fresh', () => {
  expect(isStale(root, part)).toBe(false);
});

test.each([
  ['a changed file', 'src/deep/a.ts'],
  ['a new file', 'src/b.ts'],
  ['a changed single file', 'one.json'],
])('%s makes it stale', (_, path) => {
  writeFileSync(join(root, path), 'changed');
  expect(isStale(root, part)).toBe(true);
});

test('a renamed file makes it stale', () => {
  rmSync(join(root, 'src/deep/a.ts'));
  writeFileSync(join(root, 'src/deep/b.ts'), 'a');
  expect(isStale(root, part)).toBe(true);
});

test('a missing output makes it stale', () => {
  rmSync(join(root, part.output));
  expect(isStale(root, part)).toBe(true);
});

test('a test changes nothing', () => {
  writeFileSync(join(root, 'src/a.test.ts'), 'new');
  expect(isStale(root, part)).toBe(false);
});

test('a failed build leaves it stale, though an older output is there', async () => {
  writeFileSync(join(root, 'src/b.ts'), 'broken');
  const failing = buildPart(root, part, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(isStale(root, part)).toBe(true);
});
