import { expect, test } from 'vitest';
import { piecesOf } from './rich-text.ts';

test('a text is cut into plain pieces, code and links', () => {
  expect(piecesOf('Set `A` in [Keys](/settings/keys).')).toEqual([
    { kind: 'plain', text: 'Set ' },
    { kind: 'code', text: 'A' },
    { kind: 'plain', text: ' in ' },
    { kind: 'link', text: 'Keys', href: '/settings/keys' },
    { kind: 'plain', text: '.' },
  ]);
});

test.each(['', 'plain', 'a lone ` stays', '[no link]', '<b>no markup</b>'])(
  '%j is what it says',
  (text) => {
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  },
);
