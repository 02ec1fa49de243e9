import { evictDurableObject } from 'cloudflare:test';
import { LIMITS, type KeysAnswer } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { eventOf, KEY, newHub, send, withCore, type HubStub } from '../hub.fixture.ts';
import { LastTimes } from './last-times.ts';
import { readMeta } from '../storage/storage.ts';

const NAME = 'last arrivals';

async function keysOf(hub: HubStub, hash = KEY.hash): Promise<KeysAnswer> {
  const answer = await hub.call(hash, 'listKeys');
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

describe('times of the last of something', () => {
  test('are exact in memory, and written once a name and hour', async () => {
    await withCore({}, async ({ ctx }) => {
      const { sql } = ctx.storage;
      const written = () => readMeta(sql, NAME);
      const times = new LastTimes(sql, NAME);
      times.record('a', 1_000);
      const first = written();
      for (let at = 1_000; at < 1_000 + LIMITS.lastTimeNoteMs; at += 60_000) times.record('a', at);
      expect(written()).toBe(first);
      expect(times.get('a')).toBeGreaterThan(3_000_000);
      expect(new LastTimes(sql, NAME).get('a')).toBe(1_000);
      times.record('b', 5_000_000);
      expect(new LastTimes(sql, NAME).all).toEqual({ a: times.get('a'), b: 5_000_000 });
      await Promise.resolve();
    });
  });

  test('are kept of so many names; the one that was silent for longest makes room', async () => {
    await withCore({}, async ({ ctx }) => {
      const times = new LastTimes(ctx.storage.sql, NAME);
      times.record('a', 1);
      times.record('b', 2);
      times.record('a', 3);
      for (let index = 2; index <= LIMITS.lastTimesKept; index++) times.record(String(index), 4);
      expect([times.get('a'), times.get('b')]).toEqual([3, null]);
      expect(Object.keys(times.all)).toHaveLength(LIMITS.lastTimesKept);
      await Promise.resolve();
    });
  });
});

describe('keys', () => {
  test('say when they were last used, also after an eviction; a login counts for its key', async () => {
    const { hub } = await newHub();
    const of = async (id: string) =>
      (await keysOf(hub)).items.find((key) => key.id === id)?.lastUsedAt;
    await hub.call(KEY.hash, 'createKey', {
      ...KEY,
      id: 'reader',
      hash: 'hash-2',
      scopes: ['read'],
    });
    expect(await of('reader')).toBeNull();
    const cookie = { hash: 'cookie', expiresAt: Date.now() + 60_000 };
    await hub.call('hash-2', 'login', cookie);
    const byLogin = await of('reader');
    expect(byLogin).toBeGreaterThan(Date.now() - 60_000);
    await evictDurableObject(hub);
    expect(await of('reader')).toBe(byLogin);
    await hub.call('cookie', 'status');
    expect(await of('reader')).toBeGreaterThanOrEqual(byLogin ?? Infinity);
  });

  test('a refused call is no use of a key', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'createKey', {
      ...KEY,
      id: 'reader',
      hash: 'hash-2',
      scopes: ['read'],
    });
    expect(await hub.call('hash-2', 'listKeys')).toMatchObject({ ok: false });
    expect((await keysOf(hub)).items[1]?.lastUsedAt).toBeNull();
  });

  test('the list names the key that asks, by a login too', async () => {
    const { hub } = await newHub();
    const cookie = { hash: 'cookie', expiresAt: Date.now() + 60_000 };
    await hub.call(KEY.hash, 'login', cookie);
    expect([(await keysOf(hub)).own, (await keysOf(hub, 'cookie')).own]).toEqual([KEY.id, KEY.id]);
  });
});

test('sources say when an event of theirs arrived last, a repeated one too', async () => {
  const { hub } = await newHub();
  const arrivals = async () => {
    const status = await hub.call(KEY.hash, 'status');
    return status.ok ? status.value.arrivals : {};
  };
  expect(await arrivals()).toEqual({});
  const event = eventOf({ id: 'a', type: 'prompt', source: 'hook' });
  await send(hub, [event]);
  const first = await arrivals();
  expect(Object.keys(first)).toEqual(['hook']);
  await evictDurableObject(hub);
  expect(await arrivals()).toEqual(first);
  await send(hub, [event]);
  expect((await arrivals()).hook).toBeGreaterThanOrEqual(first.hook ?? Infinity);
});
