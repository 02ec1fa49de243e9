import { expect, test } from 'vitest';
import { LineReader } from './line-reader.ts';

function readAll(pieces: readonly (string | Buffer)[], limit = 100): string[] {
  const lines: string[] = [];
  const reader = new LineReader(
    { line: (line) => lines.push(line), tooLong: () => lines.push('too long') },
    limit,
  );
  for (const piece of pieces) reader.push(Buffer.from(piece));
  return lines;
}

test('lines are whole, wherever the pieces are cut', () => {
  expect(readAll(['{"a":', '1}\n{"b"', ':2}\r\n\n', '\n{"c":3}\n'])).toEqual([
    '{"a":1}',
    '{"b":2}',
    '{"c":3}',
  ]);
});

test('a character that is cut in two is whole again', () => {
  const bytes = Buffer.from('"é"\n');
  expect(readAll([bytes.subarray(0, 2), bytes.subarray(2)])).toEqual(['"é"']);
});

test('a line that is too long is passed over, and the next one is read', () => {
  expect(readAll(['x'.repeat(60), 'x'.repeat(60), 'x\n1\n'])).toEqual(['too long', '1']);
});

test('what no newline ended is no line yet', () => {
  expect(readAll(['{"a":1}'])).toEqual([]);
});
