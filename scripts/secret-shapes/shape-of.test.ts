import { describe, expect, test } from 'vitest';
import { shapeOf } from './shape-of.ts';

describe('the shape of a rule', () => {
  test.each([
    [/(?<!\p{L})npm_[A-Za-z0-9_]{36}(?![A-Za-z0-9_])/gu, ['npm_']],
    [/(?<type>ghp|gho)_[A-Za-z0-9_]{36}/gu, ['ghp_', 'gho_']],
    [/\b(?:xoxb|xapp)-(?:\d-)?[a-z]{3}/g, ['xoxb-', 'xapp-']],
    [/sk-(?:proj|admin)-[a-z]{3}|sk-[a-z]{20}/g, ['sk-proj-', 'sk-admin-', 'sk-']],
    [/SG\.\w{1,128}/gu, ['SG.']],
    [/tskey-(?<type>[a-z]{2,20})-x/g, ['tskey-']],
    [/[a-z]{3}_x/g, []],
    [/abc?d/g, ['ab']],
    [/https:\/\/hooks/gi, []],
  ])('%s begins with %j', (pattern, starts) => {
    expect(shapeOf(pattern).starts).toEqual(starts);
  });

  test('has a bound for each repetition', () => {
    const { source } = shapeOf(/a+(?:[b+*]{1,4}-)*c{2,}d\+e{3}/g);
    expect(source).toBe(String.raw`a{1,20}(?:[b+*]{1,4}-){0,20}c{2,22}d\+e{3}`);
  });

  test.each([[/(a)\1/g], [/(?<x>a)\k<x>/g]])('%s is refused: it refers back', (pattern) => {
    expect(() => shapeOf(pattern)).toThrow('refers back');
  });
});
