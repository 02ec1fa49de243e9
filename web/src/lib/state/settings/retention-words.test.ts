import { RETENTION } from '@claude-monitor/protocol/retention';
import { describe, expect, it } from 'vitest';
import { deletionWords, RETENTION_FIELDS, whatGoes } from './retention-words.ts';

describe('words of retention', () => {
  it('explain each number that a workspace has', () => {
    const named = RETENTION_FIELDS.map(({ name }) => name);
    expect([...named].sort()).toEqual(Object.keys(RETENTION).sort());
  });

  it('say that a deletion is for good', () => {
    for (const kind of ['session', 'user', 'workspace'] as const) {
      expect(whatGoes(kind)).toContain('It cannot be undone.');
    }
  });

  it('name no one', () => {
    const deletion = { id: 'd', kind: 'user', at: 1, doneAt: null } as const;
    expect(deletionWords(deletion)).toBe('All of a user, under way');
    expect(deletionWords({ ...deletion, doneAt: 2 })).toBe('All of a user, done');
  });
});
