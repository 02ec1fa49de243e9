import { describe, expect, test } from 'vitest';
import { limitFrom, scopeFrom } from './budget-input.ts';

describe('what is written as a limit', () => {
  test.each([
    ['250', 250],
    ['$1,250.50', 1250.5],
    ['0', 0],
    ['1000000000000', 1e12],
    ['', null],
    ['-3', null],
    ['1e9', null],
    ['ten', null],
    ['1.2.3', null],
  ])('%j is %s', (text, limit) => {
    expect(limitFrom(text)).toBe(limit);
  });
});

describe('whose budget it is', () => {
  test.each([
    ['workspace', '', { kind: 'workspace' }],
    ['project', ' dex ', { kind: 'project', name: 'dex' }],
    ['project', ' ', null],
    ['label', 'team:core', { kind: 'label', key: 'team', value: 'core' }],
    ['label', 'url=a:b', { kind: 'label', key: 'url', value: 'a:b' }],
    ['label', 'team', null],
    ['label', ':core', null],
    ['label', 'team:', null],
  ] as const)('%s %j', (kind, text, scope) => {
    expect(scopeFrom(kind, text)).toEqual(scope);
  });
});
