import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, null], 'a,1,\r\n'],
  [['say "hi", Ada', 'two\nlines'], '"say ""hi"", Ada","two\nlines"\r\n'],
  [['=HYPERLINK("x")', '+1', '-1', '@a', '\tb'], `"'=HYPERLINK(""x"")",'+1,'-1,'@a,'\tb\r\n`],
  [[-1], '-1\r\n'],
])('%j is the line %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
