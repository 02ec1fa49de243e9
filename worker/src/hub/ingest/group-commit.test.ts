import { LIMITS } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { GroupCommit, type Group } from './group-commit.ts';
import { eventOf, stamped } from '../hub.fixture.ts';

const event = (id: string, errorMessage = '') =>
  stamped(eventOf({ id, type: 'error', errorType: 'X', errorMessage }));

/** A write that ends when the test says so. */
function heldWrites(): { commits: GroupCommit; groups: Group[]; next: (error?: Error) => void } {
  const groups: Group[] = [];
  const held: ((error?: Error) => void)[] = [];
  const commits = new GroupCommit((group) => {
    groups.push(group);
    return new Promise((resolve, reject) => {
      held.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  });
  return { commits, groups, next: (error) => held.shift()?.(error) };
}

const idsOf = (group: Group | undefined): string[] => (group?.events ?? []).map((item) => item.id);

describe('group commit', () => {
  test('[ING1] what waits while a write is under way goes in one next write', async () => {
    const { commits, groups, next } = heldWrites();
    const all = ['a', 'b', 'c'].map((id) => commits.submit([event(id)]));
    expect(groups.map(idsOf)).toEqual([['a']]);
    next();
    await all[0];
    expect(groups.map(idsOf)).toEqual([['a'], ['b', 'c']]);
    next();
    await Promise.all(all);
    expect(JSON.parse(groups[1]?.body ?? '')).toEqual(groups[1]?.events);
  });

  test('[ING1] nobody is answered before the write has ended', async () => {
    const { commits, next } = heldWrites();
    let isAnswered = false;
    const answer = commits.submit([event('a')]).then(() => {
      isAnswered = true;
    });
    await Promise.resolve();
    expect(isAnswered).toBe(false);
    next();
    await answer;
  });

  test('rows stay below their limit in UTF-8, however large a call is', async () => {
    const rows: Group[] = [];
    const commits = new GroupCommit(async (group) => void rows.push(group));
    const text = '漢'.repeat(LIMITS.errorMessageLength);
    const events = Array.from({ length: 200 }, (_, index) => event(String(index), text));
    await Promise.all([commits.submit(events), commits.submit([event('last')])]);
    const sizes = rows.map((row) => new TextEncoder().encode(row.body).byteLength);
    expect(rows.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.journalRowBytes + 1);
    expect(rows.map((row) => row.bytes)).toEqual(sizes);
    expect(rows.flatMap(idsOf)).toEqual([...events.map((item) => item.id), 'last']);
  });

  test('a write that fails rejects all who wait and all who come later', async () => {
    const { commits, groups, next } = heldWrites();
    const all = ['a', 'b'].map((id) => commits.submit([event(id)]));
    next(new Error('disk'));
    const outcomes = await Promise.allSettled([...all, commits.submit([event('c')])]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(groups).toHaveLength(1);
  });
});
