import { evictDurableObject } from 'cloudflare:test';
import type { UnknownName, UnknownNamesAnswer } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import {
  callOf,
  eventOf,
  KEY,
  newHub,
  recordingWriter,
  withCore,
  type Core,
  type HubStub,
} from '../hub.fixture.ts';
import type { OpenHub } from '../open-hub.ts';

const named = (name: string, about: Partial<UnknownName> = {}): UnknownName => ({
  client: 'claude-code',
  version: '9.0.0',
  kind: 'event',
  name,
  count: 1,
  ...about,
});

const send = (hub: HubStub, unknownNames: UnknownName[], id?: string) =>
  hub.call(KEY.hash, 'ingest', {
    ...callOf(id === undefined ? [] : [eventOf({ id, type: 'prompt' })]),
    unknownNames,
  });

async function listOf(hub: HubStub): Promise<UnknownNamesAnswer> {
  const answer = await hub.call(KEY.hash, 'unknownNames');
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

const countsOf = ({ items }: UnknownNamesAnswer) =>
  Object.fromEntries(items.map(({ name, count }) => [name, count]));

async function note(core: Core, hub: OpenHub, unknownNames: UnknownName[]): Promise<void> {
  const credential = hub.keys.find(KEY.hash, core.clock.at);
  if (credential === null) throw new Error('no key');
  await hub.ingest.take({ ...callOf([]), unknownNames }, credential);
}

describe('unknown names', () => {
  test('[HUB3] outlive an eviction, also where no event came with them', async () => {
    const { hub } = await newHub();
    await send(hub, [named('dream', { count: 3 }), named('NewHook', { kind: 'hook' })]);
    const before = await listOf(hub);
    await evictDurableObject(hub);
    expect(await listOf(hub)).toEqual(before);
    await send(hub, [named('dream')]);
    expect(countsOf(await listOf(hub))).toEqual({ dream: 4, NewHook: 1 });
  });

  test('a request that is sent again counts its names once', async () => {
    const { hub } = await newHub();
    await send(hub, [named('dream')], 'event-1');
    await send(hub, [named('dream')], 'event-1');
    expect(countsOf(await listOf(hub))).toEqual({ dream: 1 });
  });

  test('are for admins', async () => {
    const { hub } = await newHub();
    const reader = { ...KEY, id: 'reader', hash: 'hash-of-a-reader', scopes: ['read' as const] };
    await hub.call(KEY.hash, 'createKey', reader);
    expect(await hub.call(reader.hash, 'unknownNames')).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
  });

  test('are saved at once, then in one row each 5 seconds, and all of them in the end', async () => {
    const sleepers: { ms: number; wake: () => void }[] = [];
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => sleepers.push({ ms, wake: resolve }));
    await withCore({ writer: () => recordingWriter(), sleep }, async (core) => {
      const { sql } = core.ctx.storage;
      const changes = (): number =>
        Number([...sql.exec('select total_changes() as changes')][0]?.['changes'] ?? 0);
      const saved = (): object => countsOf(core.again().unknownNames.list);

      const before = changes();
      await note(core, core.hub, [named('dream')]);
      expect(saved()).toEqual({ dream: 1 });
      for (let times = 0; times < 50; times++) await note(core, core.hub, [named('dream')]);
      expect(saved()).toEqual({ dream: 1 });
      expect(changes() - before).toBe(1);

      expect(sleepers.map(({ ms }) => ms)).toEqual([5_000]);
      core.clock.at += 5_000;
      sleepers[0]?.wake();
      await Promise.resolve();
      expect(saved()).toEqual({ dream: 51 });
      expect(changes() - before).toBe(2);
    });
  });
});
