import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { boundSet, noLabelSets, type LabelSets } from './label-sets.ts';

const TODAY = 20_000;

/** A day whose sets are all taken, by values of which each key has few. */
function full(): LabelSets {
  const sets = noLabelSets();
  for (let index = 0; index < LIMITS.labelSetsOfDay; index++) {
    boundSet(sets, { a: String(index % 100), b: String(Math.floor(index / 100)) }, TODAY);
  }
  return sets;
}

describe('[HUB8] sets of labels of a day', () => {
  test('beyond the bound have "other" for each value; those that came before stay', () => {
    const sets = full();
    expect(boundSet(sets, { a: '3', b: 'new' }, TODAY)).toEqual({ a: 'other', b: 'other' });
    expect(boundSet(sets, { b: '2', a: '3' }, TODAY)).toEqual({ a: '3', b: '2' });
  });

  test('of ever new keys leave no labels in the end', () => {
    const sets = full();
    for (let index = 0; index < LIMITS.labelSetsOfDay; index++)
      expect(boundSet(sets, { [`k${String(index)}`]: 'v' }, TODAY)).not.toBeNull();
    expect(boundSet(sets, { one: 'more' }, TODAY)).toBeNull();
    expect(sets.ids.size).toBe(2 * LIMITS.labelSetsOfDay);
  });

  test('are counted again on the next day', () => {
    expect(boundSet(full(), { a: 'new' }, TODAY + 1)).toEqual({ a: 'new' });
  });
});
