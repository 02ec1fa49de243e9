import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { TIME, type SeriesCell, type StatusAnswer } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import {
  eventOf,
  KEY,
  newHub,
  send,
  sumOf,
  tablesOf,
  workday,
  type HubStub,
} from './hub.fixture.ts';
import type { Hub } from './hub.ts';
import { openViewer, type Viewer } from './live/viewer.fixture.ts';

const AT = Date.now() - 60_000;

type Step = (hub: HubStub, index: number) => Promise<void>;

/** Sends a workday event by event; `between` disturbs. Answers what a viewer is shown in the end. */
async function workdayWith(between: Step): Promise<unknown> {
  const { hub } = await newHub();
  for (const [index, event] of workday(AT).entries()) {
    expect(await send(hub, [event])).toEqual({ ok: true, value: ['accepted'] });
    await between(hub, index);
  }
  return await workspaceState(hub);
}

async function workspaceState(hub: HubStub): Promise<unknown> {
  const { seq } = await statusOf(hub);
  // The first viewer waits until all was framed.
  (await viewerAt(hub, seq)).close();
  const viewer = await viewerAt(hub, seq);
  viewer.close();
  const content = viewer.frames.flatMap((frame) => ('lines' in frame ? frame : []));
  const cells = content.flatMap(({ series }) => series ?? []);
  const keyOf = (cell: SeriesCell): string => JSON.stringify([cell.at, cell.agentName, cell.model]);
  // Seqs start with the clock and count alike from there.
  const first = seq - workday(AT).length;
  const relative = <Item extends { changedSeq: number }>(item: Item): Item => ({
    ...item,
    changedSeq: item.changedSeq - first,
  });
  return {
    sessions: [...viewer.sessions.values()].map(relative).sort(byId),
    tasks: [...viewer.tasks.values()].map(relative).sort(byId),
    totals: viewer.totals,
    series: Object.fromEntries(cells.map((cell) => [keyOf(cell), cell])),
    lines: content.flatMap(({ lines }) => lines ?? []),
  };
}

async function viewerAt(hub: HubStub, seq: number): Promise<Viewer> {
  const viewer = await openViewer(hub);
  await viewer.until((state) => state.seq >= seq);
  return viewer;
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

async function statusOf(hub: HubStub): Promise<StatusAnswer> {
  const status = await hub.call(KEY.hash, 'status');
  if (!status.ok) throw new Error(status.error.code);
  return status.value;
}

const undisturbed: Step = async () => {};

describe('[HUB3] a hub that is evicted ends equal to one that is not', () => {
  const twin = workdayWith(undisturbed);

  test.each<{ name: string; between: Step }>([
    {
      name: 'after each commit, before any checkpoint',
      between: (hub) => evictDurableObject(hub),
    },
    {
      name: 'after each flush',
      between: async (hub) => {
        await hub.call(KEY.hash, 'read');
        await evictDurableObject(hub);
      },
    },
    {
      name: 'some events after a flush',
      between: async (hub, index) => {
        if (index % 5 === 1) await hub.call(KEY.hash, 'read');
        if (index % 5 === 3) await evictDurableObject(hub);
      },
    },
  ])('$name', { timeout: 60_000 }, async ({ between }) => {
    expect(await workdayWith(between)).toEqual(await twin);
  });
});

test('[STO1] a Writer that is evicted between flushes takes the next one as if nothing had been', async () => {
  const { name, hub } = await newHub();
  const events = workday(AT);
  for (let from = 0; from < events.length; from += 10) {
    await send(hub, events.slice(from, from + 10));
    await expect
      .poll(() => hub.call(KEY.hash, 'read'), { timeout: 20_000 })
      .toMatchObject({ ok: true, value: { fresh: true } });
    await evictDurableObject(env.WRITER.getByName('main'));
    await evictDurableObject(hub);
  }
  const { request, usage_hour, block, error_hour } = await tablesOf(name);
  // Of each of three agents: a self-report of 3,500 tokens and two requests of 1,000.
  expect(request).toHaveLength(9);
  expect(sumOf(request, 'input_tokens')).toBe(16_500);
  expect(sumOf(usage_hour, 'input_tokens')).toBe(16_500);
  expect(sumOf(error_hour, 'count')).toBe(3);
  expect(sumOf(block, 'count')).toBe(events.length);
});

describe('[HUB3] sockets', () => {
  const atSeq = async (hub: HubStub, viewer: Viewer): Promise<void> => {
    const { seq } = await statusOf(hub);
    await viewer.until((state) => state.seq >= seq);
  };

  test('stay open while the hub sleeps, and miss nothing', async () => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub);
    for (const event of workday(AT)) {
      await send(hub, [event]);
      await atSeq(hub, viewer);
      await evictDurableObject(hub, { webSockets: 'hibernate' });
    }
    expect(viewer.missed).toBe(0);
    expect(viewer.closed).toBeNull();
    const fresh = await openViewer(hub);
    await fresh.until((state) => state.seq >= viewer.seq);
    expect([...viewer.sessions.values()].sort(byId)).toEqual(
      [...fresh.sessions.values()].sort(byId),
    );
    viewer.close();
    fresh.close();
  });

  test('of a revoked key are closed after the hub slept too', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'createKey', { ...KEY, id: 'key-2', hash: 'hash-2' });
    const viewer = await openViewer(hub, { hash: 'hash-2' });
    await viewer.until((state) => state.position !== null);
    await evictDurableObject(hub, { webSockets: 'hibernate' });
    await hub.call(KEY.hash, 'revokeKey', 'key-2');
    expect((await viewer.ended).code).toBe(4403);
  });

  test('that were closed come back by their cursor', async () => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub);
    await send(hub, workday(AT));
    await atSeq(hub, viewer);
    await evictDurableObject(hub, { webSockets: 'close' });
    await send(hub, [eventOf({ id: 'later', type: 'prompt' })]);
    const again = await openViewer(hub, { resume: viewer });
    await atSeq(hub, again);
    expect(again.frames[1]?.type).toBe('patch');
    expect(again.missed).toBe(0);
    again.close();
  });
});

test('[HUB1] seqs rise over evictions, also when the journal is empty', async () => {
  const { hub } = await newHub();
  const seqs: number[] = [];
  for (let round = 0; round < 4; round++) {
    await send(hub, [eventOf({ id: `e${String(round)}`, type: 'prompt' })]);
    seqs.push((await statusOf(hub)).seq);
    if (round % 2 === 1) expect(await hub.call(KEY.hash, 'read')).toMatchObject({ ok: true });
    await evictDurableObject(hub);
  }
  expect(seqs.map((seq) => seq - (seqs[0] ?? 0))).toEqual([0, 1, 2, 3]);
});

test('[SHR7] a hub that was never provisioned refuses and writes nothing', async () => {
  const hub = env.HUB.getByName('never provisioned');
  const refused = { ok: false, error: { code: 'unauthorized' } };
  expect(await send(hub, [eventOf({ id: 'e', type: 'prompt' })])).toMatchObject(refused);
  expect(await hub.call(KEY.hash, 'read')).toMatchObject(refused);
  await expect(openViewer(hub)).rejects.toThrow('401');
  await runInDurableObject(hub, (_, { storage }) => {
    const tables = storage.sql.exec(
      "select name from sqlite_master where name not like '\\_%' escape '\\'",
    );
    expect([...tables]).toEqual([]);
  });
});

test('the alarm flushes what waits, also for a hub that was evicted', async () => {
  const { hub } = await newHub();
  await send(hub, workday(AT));
  await evictDurableObject(hub);
  expect(await runDurableObjectAlarm(hub)).toBe(true);
  const { seq, flushedSeq, journal } = await statusOf(hub);
  expect(flushedSeq).toBe(seq);
  expect(journal.events).toBe(0);
  // Armed again before the flush; that one finds nothing to do, and arms one for what time alone brings.
  expect(await runDurableObjectAlarm(hub)).toBe(true);
  const next = await runInDurableObject(hub, (_, { storage }) => storage.getAlarm());
  expect(next ?? Infinity).toBeGreaterThan(Date.now() + TIME.minuteMs);
});

test('[SHR7] the alarm closes what a cookie opened that has expired since', async () => {
  const { hub } = await newHub();
  await hub.call(KEY.hash, 'login', { hash: 'cookie', expiresAt: Date.now() + 300 });
  const viewer = await openViewer(hub, { hash: 'cookie' });
  await viewer.until((state) => state.position !== null);
  await send(hub, workday(AT));
  const ring = async (): Promise<number | null> => {
    await runInDurableObject(hub, (agentId: Hub) => agentId.alarm());
    return viewer.closed?.code ?? null;
  };
  await expect.poll(ring).toBe(4401);
});
