import { describe, expect, test } from 'vitest';
import { isAskedBy, isMentionedBy, namedUser } from './named.ts';

describe('[STO10] a text mentions somebody', () => {
  test.each([
    ['ana', 'ana, $1.00, this month', true],
    ['ana', 'Budget of ana.', true],
    ['ana', 'anaconda and banana', false],
    ['ana', 'write to ana@example.com', false],
    ['ana@example.com', 'write to ana@example.com.', true],
    ['run-1', 'run-10', false],
    ['1', '$1.00', false],
    ['a.b (c)', 'of a.b (c), this day', true],
    ['小明', '与小明一起', true],
    ['', 'nobody', false],
  ])('%j in %j: %s', (name, text, is) => {
    expect(isMentionedBy(namedUser(name))(text)).toBe(is);
  });
});

describe('[STO10] a query asks for somebody', () => {
  test.each([
    ['user=bea&user=ana', true],
    ['label=owner:ana', true],
    ['q=by%20ana', true],
    ['agent=ana', false],
    ['user=anaconda', false],
    ['q=banana', false],
  ])('%s: %s', (query, is) => {
    expect(isAskedBy(query, namedUser('ana'))).toBe(is);
  });
});
