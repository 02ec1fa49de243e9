import { describe, expect, test } from 'vitest';
import { boundOf, valueWords } from './bounds.ts';
import { carried } from './carried.ts';
import {
  chipsOf,
  filtersFrom,
  isFiltered,
  NO_FILTERS,
  withFilters,
  withoutUnknown,
  withoutValue,
  withValue,
} from './filters.ts';

const parsed = (query: string) => filtersFrom(new URLSearchParams(query));

describe('the filters of an address', () => {
  test('are read as they were written, several of a name too', () => {
    const filters = [
      ['agent', 'test-writer'],
      ['agent', 'a & b=c'],
      ['project', 'פרויקט <b>'],
      ['state', 'waiting'],
      ['outcome', 'failed'],
      ['label', 'team:core:a'],
      ['minCost', '2500000'],
      ['maxDuration', '60000'],
    ] as const;
    const written = filters.reduce((all, [name, value]) => withValue(all, name, value), {
      ...NO_FILTERS,
      text: 'deploy 100%',
    });
    const query = withFilters('range=1h&view=wall', written);
    expect(parsed(query)).toEqual({ filters: written, unknown: [] });
    expect(new URLSearchParams(query).get('view')).toBe('wall');
    expect(new URLSearchParams(query).get('range')).toBe('1h');
    expect(chipsOf(written)).toHaveLength(filters.length);
  });

  test('are none where it has none, or empty ones', () => {
    expect(parsed('agent=&q=%20&range=1h')).toEqual({ filters: NO_FILTERS, unknown: [] });
    expect(isFiltered(NO_FILTERS)).toBe(false);
    expect(withFilters('?agent=a&q=b', NO_FILTERS)).toBe('?');
  });

  test('of a newer version are said, left out and kept', () => {
    const query = 'state=hibernating&state=idle&outcome=partly&label=team&agent=a';
    const { filters, unknown } = parsed(query);
    expect(chipsOf(filters)).toEqual([
      { name: 'agent', value: 'a' },
      { name: 'state', value: 'idle' },
    ]);
    expect(unknown).toEqual([
      { name: 'state', value: 'hibernating' },
      { name: 'outcome', value: 'partly' },
      { name: 'label', value: 'team' },
    ]);
    const next = withFilters(query, withoutValue(filters, 'agent', 'a'));
    expect(parsed(next)).toEqual({ filters: withoutValue(filters, 'agent', 'a'), unknown });
    expect(parsed(withoutUnknown(query))).toEqual({ filters, unknown: [] });
  });

  test('that this version has no name for are said too, what pages keep there is not', () => {
    const query = 'branch=main&branch=dev&view=wall&sort=cost&agent=a';
    const { filters, unknown } = parsed(query);
    expect(chipsOf(filters)).toEqual([{ name: 'agent', value: 'a' }]);
    expect(unknown).toEqual([
      { name: 'branch', value: 'main' },
      { name: 'branch', value: 'dev' },
    ]);
    expect(parsed(withFilters(query, filters)).unknown).toEqual(unknown);
    expect(withoutUnknown(query)).toBe('?view=wall&sort=cost&agent=a');
  });

  test('by a figure have one value each, a whole number', () => {
    const once = withValue(withValue(NO_FILTERS, 'minCost', '1'), 'minCost', '2');
    expect(once.values.minCost).toEqual(['2']);
    expect(
      parsed('minErrors=-1&minCost=1.5&maxCost=1e3&minDuration=99999999999999999').unknown,
    ).toHaveLength(4);
  });

  test('have bounds: a name that nothing can have, and more than fit in an address', () => {
    const long = 'x'.repeat(5_000);
    expect(parsed(`agent=${long}`).unknown).toEqual([{ name: 'agent', value: long }]);
    const many = Array.from({ length: 300 }, (_, index) => `agent=a${String(index)}`).join('&');
    const { filters, unknown } = parsed(many);
    expect(filters.values.agent).toHaveLength(20);
    expect(unknown).toHaveLength(280);
    expect(parsed(`q=${long}`).filters.text.length).toBeLessThan(1_000);
  });

  test('of one value twice are one', () => {
    expect(parsed('agent=a&agent=a').filters.values.agent).toEqual(['a']);
    const one = withValue(NO_FILTERS, 'agent', 'a');
    expect(withValue(one, 'agent', 'a')).toBe(one);
  });
});

test('range and filters move from page to page; what is of one page stays behind', () => {
  const query = 'range=last-night&agent=a&agent=b&q=deploy&task=t1&view=list&sort=cost';
  expect(carried(new URLSearchParams(query))).toBe('?range=last-night&agent=a&agent=b&q=deploy');
  expect(carried(new URLSearchParams('task=t1'))).toBe('');
});

test('a figure is written in dollars and minutes', () => {
  expect(boundOf('minCost', ' 2.50 ')).toBe('2500000');
  expect(boundOf('minCost', '2,5')).toBe('2500000');
  expect(boundOf('maxDuration', '90')).toBe('5400000');
  expect(boundOf('minErrors', '3')).toBe('3');
  for (const wrong of ['', 'cheap', '-1', '1e400']) expect(boundOf('minCost', wrong)).toBeNull();
  expect(valueWords('minCost', '2500000')).toBe('$2.50');
  expect(valueWords('minDuration', '5400000')).toBe('90 min');
  expect(valueWords('agent', 'ada')).toBe('ada');
});
