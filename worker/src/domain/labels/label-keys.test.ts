import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import {
  boundLabels,
  listLabelKeys,
  noLabelKeys,
  onlyHidden,
  setHidden,
  type LabelKeys,
} from './label-keys.ts';

const TODAY = 20_000;

const keep = (known: LabelKeys, labels: Record<string, string>, day = TODAY) =>
  boundLabels(known, labels, day).labels;

function full(key = 'run'): LabelKeys {
  const known = noLabelKeys();
  for (let index = 0; index < LIMITS.labelValues; index++) keep(known, { [key]: String(index) });
  return known;
}

describe('[HUB8] the values of a key', () => {
  test('beyond the bound are "other"; those that are known stay', () => {
    const known = full();
    expect(keep(known, { run: 'new', team: 'core' })).toEqual({ run: 'other', team: 'core' });
    expect(keep(known, { run: '7' })).toEqual({ run: '7' });
    expect(listLabelKeys(known).items).toMatchObject([
      { key: 'run', values: LIMITS.labelValues, others: 1 },
      { key: 'team', values: 1, others: 0 },
    ]);
  });

  test('that nobody sent for a while make room', () => {
    const known = full();
    const later = TODAY + LIMITS.labelValueDays;
    expect(keep(known, { run: 'new' }, later)).toEqual({ run: 'other' });
    expect(keep(known, { run: '7' }, later)).toEqual({ run: '7' });
    expect(keep(known, { run: 'new' }, later + 1)).toEqual({ run: 'new' });
    expect(keep(known, { run: '7' }, later + 1)).toEqual({ run: '7' });
    expect(listLabelKeys(known).items).toMatchObject([{ values: LIMITS.labelValues }]);
  });

  test('may be called "other" by their sender', () => {
    expect(keep(full(), { run: 'other' })).toEqual({ run: 'other' });
  });
});

describe('[HUB8] keys', () => {
  const crowded = (): LabelKeys => {
    const known = noLabelKeys();
    for (let index = 0; index < LIMITS.labelKeys; index++)
      keep(known, { [`k${String(index)}`]: 'v' });
    return known;
  };

  test('beyond the bound are left out and counted', () => {
    const known = crowded();
    expect(keep(known, { new: 'v', k1: 'v' })).toEqual({ k1: 'v' });
    expect(listLabelKeys(known)).toMatchObject({ dropped: 1 });
  });

  test('that nobody sent for long make room, but for hidden ones', () => {
    const known = crowded();
    setHidden(known, { name: 'k0', isHidden: true, day: TODAY });
    const later = TODAY + LIMITS.labelKeyDays + 1;
    expect(keep(known, { new: 'v' }, later)).toEqual({ new: 'v' });
    const keys = listLabelKeys(known).items.map(({ key }) => key);
    expect(keys).toHaveLength(LIMITS.labelKeys);
    expect(keys).toContain('k0');
    expect(keys).not.toContain('k1');
  });
});

describe('[USE6] a hidden key', () => {
  test('is not kept, and its values are forgotten', () => {
    const known = full();
    setHidden(known, { name: 'run', isHidden: true, day: TODAY });
    expect(keep(known, { run: '7', team: 'core' })).toEqual({ team: 'core' });
    expect(listLabelKeys(known).items).toMatchObject([
      { key: 'run', isHidden: true, values: 0 },
      { key: 'team' },
    ]);
    setHidden(known, { name: 'run', isHidden: false, day: TODAY });
    expect(keep(known, { run: 'new' })).toEqual({ run: 'new' });
  });

  test('may be hidden before anybody sends it, and stays so when the workspace is emptied', () => {
    const known = noLabelKeys();
    expect(setHidden(known, { name: 'secret', isHidden: true, day: TODAY })).toBe(true);
    keep(known, { team: 'core' });
    expect(listLabelKeys(onlyHidden(known, TODAY)).items).toMatchObject([
      { key: 'secret', isHidden: true },
    ]);
  });
});

test('[STO10] what is kept of a value says nothing of it', () => {
  const known = noLabelKeys();
  keep(known, { branch: 'secret-project' });
  expect(JSON.stringify([...(known.keys.get('branch')?.values ?? [])])).not.toContain('secret');
});

test('only what is new asks to be stored', () => {
  const known = noLabelKeys();
  const news = (labels: Record<string, string>, day = TODAY) =>
    boundLabels(known, labels, day).isNews;
  expect(news({ team: 'core' })).toBe(true);
  expect(news({ team: 'core' })).toBe(false);
  expect(news({ team: 'docs' })).toBe(true);
  expect(news({ team: 'core' }, TODAY + 1)).toBe(true);
  expect(news({ team: 'core' }, TODAY + 1)).toBe(false);
});
