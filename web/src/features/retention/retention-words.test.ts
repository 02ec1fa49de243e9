import { RETENTION, RETENTION_BOUNDS } from '@claude-monitor/protocol/api/retention';
import { describe, expect, it } from 'vitest';
import {
  parseRetention,
  RETENTION_FIELDS,
  typedOf,
  deletedData,
  lostData,
} from './retention-words.ts';
import { BOUND_WORDS } from './texts.ts';

const typed = typedOf(RETENTION);

describe('words of retention', () => {
  it('explain each number that a workspace has', () => {
    const named = RETENTION_FIELDS.map(({ name }) => name);
    expect([...named].sort()).toEqual(Object.keys(RETENTION).sort());
  });

  it('say that a deletion is for good', () => {
    for (const kind of ['session', 'user', 'workspace'] as const) {
      expect(deletedData(kind)).toContain('You can’t undo this.');
    }
  });
});

describe('what was typed', () => {
  it('is the numbers, with space around them', () => {
    const { retention } = parseRetention({ ...typed, factsDays: ' 40 ' });
    expect(retention).toEqual({ ...RETENTION, factsDays: 40 });
  });

  it.each(['', 'many', '1', '3651', '2.5', '-3', '1e3', '0x10', '٣'])(
    'is no number of days for corrections: %j',
    (text) => {
      const { retention, faults } = parseRetention({ ...typed, factsDays: text });
      expect(retention).toBeNull();
      expect(faults).toEqual({ factsDays: 'Enter a whole number from 2 to 3,650.' });
    },
  );

  it('keeps nothing longer than history', () => {
    const { retention, faults } = parseRetention({ ...typed, horizonDays: '32' });
    expect(retention).toBeNull();
    expect(faults).toEqual({
      factsDays: 'Can’t be longer than history, which is kept for 32 days.',
    });
  });

  it('says of a wrong history only that', () => {
    const { faults } = parseRetention({ ...typed, horizonDays: '1' });
    expect(Object.keys(faults)).toEqual(['horizonDays']);
  });
});

describe('what is lost', () => {
  it('is nothing when more is kept, or when fewer rows may wait', () => {
    expect(lostData(RETENTION, { ...RETENTION, horizonDays: 500, parkedRows: 10 })).toEqual([]);
    expect(lostData(RETENTION, { ...RETENTION, resolvedIncidents: 100 })).toEqual([
      'All but the newest 100 resolved incidents are deleted.',
    ]);
  });

  it('is what is older, or more, than the new number', () => {
    const less = { ...RETENTION, horizonDays: 90, factsDays: 10, blocksDays: 5, auditLines: 100 };
    expect(lostData(RETENTION, less)).toEqual([
      'History older than 90 days is deleted.',
      'Hours without new events for 10 days can no longer be corrected.',
      'Raw events older than 5 days are deleted.',
      'All but the newest 100 rows of the audit log are deleted.',
    ]);
  });
});

it('[STO5] every fixed limit has words', () => {
  const named = BOUND_WORDS.map(([name]) => name);
  expect(named.sort()).toEqual(Object.keys(RETENTION_BOUNDS).sort());
});
