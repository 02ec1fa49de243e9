import { expect } from 'vitest';
import type { StoragePort } from '../storage/port.ts';

/** What every storage of the fold keeps to: each check gets an empty one. */
export const STORAGE_CONTRACT: Record<string, (storage: StoragePort) => void> = {
  'gives back what was written last under a key, and nothing for another': (storage) => {
    storage.write('track', [{ key: 'a', body: 'one' }]);
    storage.write('track', [{ key: 'b', body: 'x'.repeat(100_000) }]);
    storage.write('track', [{ key: 'a', body: 'two ☃' }]);
    expect(storage.read('track', 'a')).toBe('two ☃');
    expect(storage.read('track', 'b')).toBe('x'.repeat(100_000));
    expect(storage.read('track', 'c')).toBeUndefined();
    expect(storage.read('chunk', 'a')).toBeUndefined();
  },

  'has no record that was removed': (storage) => {
    for (const key of ['a', 'b', 'c']) storage.write('chunk', [{ key, body: key }]);
    storage.remove('chunk', 'b');
    storage.remove('chunk', 'never written');
    expect(['a', 'b', 'c'].map((key) => storage.read('chunk', key))).toEqual(['a', undefined, 'c']);
    storage.write('chunk', [{ key: 'b', body: 'again' }]);
    expect(storage.read('chunk', 'b')).toBe('again');
  },

  'lists the newest, of a status too, however often they moved': (storage) => {
    for (let index = 0; index < 20; index++) {
      const status = index % 5 === 0 ? 'attention' : index % 2 === 0 ? 'open' : 'closed';
      const columns = { lastAt: index, status, namedId: null } as const;
      storage.write('session', [{ key: `s${String(index)}`, body: '{}', columns }]);
    }
    storage.write('session', [
      { key: 's3', body: '{}', columns: { lastAt: 99, status: 'open', namedId: null } },
    ]);
    storage.write('session', [
      { key: 's5', body: '{}', columns: { lastAt: 5, status: 'closed', namedId: null } },
    ]);
    const { session, task } = storage.listed;
    expect(session.newest(3)).toEqual(['s3', 's19', 's18']);
    expect(session.newestOf('attention', { since: 0, limit: 9 })).toEqual(['s15', 's10', 's0']);
    expect(session.newestOf('open', { since: 0, limit: 2 })).toEqual(['s3', 's18']);
    expect(task.newest(3)).toEqual([]);
  },

  'finds records by the caller’s id': (storage) => {
    const columns = { lastAt: 1, status: 'closed' } as const;
    storage.write('session', [
      { key: 'a', body: '{}', columns: { ...columns, namedId: 'infra-001' } },
    ]);
    storage.write('session', [
      { key: 'b', body: '{}', columns: { ...columns, namedId: 'infra-001' } },
    ]);
    storage.write('session', [{ key: 'c', body: '{}', columns: { ...columns, namedId: null } }]);
    const named = (id: string, limit: number) => storage.listed.session.named(id, limit);
    expect(named('infra-001', 9).sort()).toEqual(['a', 'b']);
    expect(named('infra-001', 1)).toHaveLength(1);
    expect(named('c', 9)).toEqual([]);
  },

  'lists hours by the day on which something arrived for them': ({ arrivals }) => {
    arrivals.add(10, ['a 1', 'b 2']);
    arrivals.add(11, ['a 1']);
    expect(arrivals.before(10)).toBeNull();
    const oldest = arrivals.before(12);
    expect(oldest).toMatchObject({ day: 10, hours: ['a 1', 'b 2'] });
    arrivals.remove(oldest?.id ?? 0);
    expect(arrivals.before(11)).toBeNull();
    expect(arrivals.before(12)).toMatchObject({ day: 11, hours: ['a 1'] });
  },

  'lists the oldest before a time, and passes over those that stay': (storage) => {
    for (let index = 0; index < 6; index++) {
      storage.write('session', [
        { key: `s${String(index)}`, body: '{}', columns: { ...ANY, lastAt: 100 - index } },
      ]);
    }
    const { session } = storage.listed;
    expect(session.oldest(98, { skip: 0, limit: 9 })).toEqual(['s5', 's4', 's3']);
    expect(session.oldest(98, { skip: 1, limit: 1 })).toEqual(['s4']);
  },

  'goes over all records of a kind, each once': (storage) => {
    const keys = Array.from({ length: 50 }, (_, index) => `key ${String(index)}`);
    for (const key of keys) storage.write('task', [{ key, body: '{}', columns: ANY }]);
    const seen: string[] = [];
    for (let last: string | null = null; ;) {
      const step = storage.listed.task.after(last, 7);
      seen.push(...step);
      if (step.length < 7) break;
      last = step.at(-1) ?? null;
    }
    expect([...seen].sort()).toEqual([...keys].sort());
  },
};

const ANY = { lastAt: 0, status: 'closed', namedId: null } as const;
