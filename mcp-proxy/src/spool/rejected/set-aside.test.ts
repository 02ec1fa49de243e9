import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.fixture.ts';
import { rejectedText } from './print-rejected.ts';
import { SetAsideLog } from './set-aside.ts';

const AT = Date.parse('2026-08-01T10:20:30Z');

test('[PRX3] what was set aside is read back with its reason, also by the next process', () => {
  const folder = join(scratchFolder(), 'not there yet');
  new SetAsideLog(folder).add([{ at: AT, reason: 'too_old at time', line: '{"id":"a"}' }]);
  appendFileSync(join(folder, 'rejected.ndjson'), '{"torn');
  const entries = new SetAsideLog(folder).read();
  expect(entries).toEqual([{ at: AT, reason: 'too_old at time', line: '{"id":"a"}' }]);
  expect(rejectedText(entries)).toBe('2026-08-01 10:20:30  too_old at time\n  {"id":"a"}\n');
});

test('it is bounded: the newest 4 to 8 MB stay', () => {
  const folder = scratchFolder();
  const log = new SetAsideLog(folder);
  for (let index = 0; index < 200; index++) {
    log.add([{ at: index, reason: 'damaged on the disk', line: 'x'.repeat(100_000) }]);
  }
  const entries = log.read();
  expect(entries.at(-1)?.at).toBe(199);
  expect(entries[0]?.at).toBeGreaterThan(0);
  const sizes = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
  expect(Math.max(...sizes)).toBeLessThan(4.3 * 1024 * 1024);
});

test('a damaged line moves no cursor of a terminal', () => {
  expect(rejectedText([{ at: AT, reason: 'damaged', line: '\u001b[2Jx\u0000' }])).toContain(
    '?[2Jx?',
  );
  expect(rejectedText([])).toBe('No rejected events.\n');
});
