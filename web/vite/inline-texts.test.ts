import { expect, test } from 'vitest';
import { withTexts } from './inline-texts.ts';

const TEXTS = [
  "export const title = 'Keys';",
  'export const about =',
  '  "It’s \'shown\' once.";',
  `export const signs = 'a < b & "c" isn\\'t {d}';`,
  'export const of = (name: string): string => `Key ${name}`;',
  'export const KINDS = { a: 1 };',
  'export const kind = (a: string): string => `${KINDS[a]}`;',
  'export const many = (n: number): string =>',
  '  `${String(n)} title${n === 1 ? "" : "s"}`;',
  'export const counted = (n: number): string => `${fullCount(n)}`;',
].join('\n');
const IMPORT = "import * as texts from '../texts.ts';";

const inlined = (code: string, isMarkup = true): string => {
  const read = (address: string): string => (address === '../texts.ts' ? TEXTS : '');
  return withTexts(`${IMPORT}${code}`, read, { isMarkup }).slice(IMPORT.length);
};

test.each([
  ['<h2>{texts.title}</h2>', '<h2>Keys</h2>'],
  ['<p title={texts.title}>', '<p title="Keys">'],
  ['<p title={texts.signs}>', '<p title="a &lt; b &amp; &quot;c&quot; isn\'t &#123;d}">'],
  ['{#if a}{texts.signs}{/if}', "{#if a}a &lt; b &amp; &quot;c&quot; isn't &#123;d}{/if}"],
  ['{a ? texts.about : texts.title}', "{a ? \"It’s 'shown' once.\" : 'Keys'}"],
  ['{texts.of(name)}', '{((name: string): string => `Key ${name}`)(name)}'],
  ['[texts.title, texts.titles]', "['Keys', texts.titles]"],
])('a constant text stands where it is used: %s', (code, expected) => {
  expect(inlined(code)).toBe(expected);
});

test.each([
  'texts.of',
  'texts.kind(a)',
  'texts.counted(n)',
  'texts.KINDS.a',
  'my.texts.title',
  'othertexts.title',
  'texts.unknown',
])('%s stays as it is', (code) => {
  expect(inlined(code)).toBe(code);
});

test('in a module a text is a literal', () => {
  expect(inlined('`${texts.title}`', false)).toBe("`${'Keys'}`");
});

test('code that imports no texts is left alone', () => {
  expect(withTexts('texts.title', () => TEXTS)).toBe('texts.title');
});
