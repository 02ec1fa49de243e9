import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import {
  AWAY,
  eventOf,
  KEY,
  newHub,
  recordingWriter,
  send,
  take,
  withCore,
  workday,
} from '../hub.fixture.ts';
import { textOf } from '../storage/storage.ts';

const prompt = (id: string) => eventOf({ id, type: 'prompt' });

const usage = (id: string) => eventOf({ id, type: 'usage', inputTokens: 10 });

describe('ingest', () => {
  test('[ING1] what was accepted stands in the journal', async () => {
    const { hub } = await newHub();
    await Promise.all(['a', 'b', 'c'].map((id) => send(hub, [prompt(id)])));
    await runInDurableObject(hub, (_, { storage }) => {
      const rows = [...storage.sql.exec('select body, events, bytes from journal')];
      const ids = rows.flatMap((row) => {
        const body = textOf(row['body']);
        const events: { id: string }[] = JSON.parse(body);
        expect(row['events']).toBe(events.length);
        expect(row['bytes']).toBe(body.length);
        return events.map((event) => event.id);
      });
      expect(ids.sort()).toEqual(['a', 'b', 'c']);
    });
  });

  test('[ING2] a batch that is sent again is duplicate, and counts once', async () => {
    const { hub } = await newHub();
    const events = [usage('a'), usage('b')];
    expect(await send(hub, events)).toEqual({ ok: true, value: ['accepted', 'accepted'] });
    expect(await send(hub, [...events, usage('c')])).toEqual({
      ok: true,
      value: ['duplicate', 'duplicate', 'accepted'],
    });
    const status = await hub.call(KEY.hash, 'status');
    expect(status).toMatchObject({ ok: true, value: { journal: { events: 3 } } });
  });

  test('[ING2] counts once also where the ids are forgotten', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const events = workday(core.clock.at);
      await take(core, events);
      const hub = core.again();
      const before = structuredClone(hub.workspaceState.state.totals);
      await take({ ...core, hub }, [...events, ...events].reverse());
      expect(hub.workspaceState.state.totals).toEqual(before);
    });
  });

  test('[ING5] an event beyond the horizon is refused for itself, and counted', async () => {
    const { hub } = await newHub();
    const old = eventOf({ id: 'old', type: 'prompt', time: 0 });
    expect(await send(hub, [old, prompt('a')])).toEqual({
      ok: true,
      value: ['too_old', 'accepted'],
    });
    const status = await hub.call(KEY.hash, 'status');
    expect(status).toMatchObject({ ok: true, value: { rejections: { too_old: 1 } } });
  });

  test('[ING6] a full journal is answered with when to come back, until a flush made room', async () => {
    let writer = recordingWriter(async () => AWAY);
    const journalCap = { bytes: 1e9, events: 3 };
    await withCore({ writer: () => writer, journalCap }, async (core) => {
      expect(await take(core, [usage('a'), usage('b'), usage('c')])).toMatchObject({ ok: true });
      expect(await take(core, [usage('d')])).toMatchObject({
        ok: false,
        error: { code: 'journal_full', retryAfterSeconds: 30 },
      });
      expect(core.hub.ingest.rejections).toEqual({ journal_full: 1 });
      await core.hub.flusher.flush();
      expect(await take(core, [usage('d')])).toMatchObject({ ok: false });
      writer = recordingWriter();
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(await take(core, [usage('d')])).toEqual({ ok: true, value: ['accepted'] });
    });
  });

  test('[ING6] the journal is bounded in bytes too', async () => {
    const journalCap = { bytes: 10, events: 1e6 };
    await withCore({ writer: () => recordingWriter(), journalCap }, async (core) => {
      expect(await take(core, [usage('a')])).toMatchObject({ ok: true });
      expect(await take(core, [usage('b')])).toMatchObject({ error: { code: 'journal_full' } });
    });
  });
});

describe('failures', () => {
  test('[ING1] a journal that can not be written refuses all who wait, and works again after', async () => {
    const { name, hub } = await newHub();
    await send(hub, [prompt('before')]);
    await runInDurableObject(hub, (_, { storage }) => {
      storage.sql.exec(
        "create trigger full before insert on journal begin select raise(abort, 'full'); end",
      );
    });
    const lost = ['a', 'b', 'c'].map((id) => send(hub, [prompt(id)]));
    for (const outcome of await Promise.allSettled(lost)) {
      // Answered, or cut off by the restart: never accepted.
      if (outcome.status === 'rejected') continue;
      expect(outcome.value).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    }
    await runInDurableObject(hub, (_, { storage }) => {
      storage.sql.exec('drop trigger full');
    });
    // The object starts again from storage, which ends the calls it was in.
    // A stub that saw it end stays broken, so each try takes its own.
    await expect
      .poll(() =>
        send(env.HUB.getByName(name), [prompt('a')]).catch((error: unknown) => String(error)),
      )
      .toEqual({ ok: true, value: ['accepted'] });
    const status = await env.HUB.getByName(name).call(KEY.hash, 'status');
    expect(status).toMatchObject({ ok: true, value: { journal: { events: 2 } } });
  });

  test('[FLD2] an event that the fold cannot process is reported and counted, and stops nothing else', async () => {
    const writer = recordingWriter();
    let isBroken = true;
    const priceOf = (): number => {
      if (isBroken) throw new Error('no price');
      return 1;
    };
    await withCore({ writer: () => writer, priceOf }, async (core) => {
      expect(await take(core, [usage('a')])).toEqual({ ok: true, value: ['accepted'] });
      isBroken = false;
      expect(await take(core, [usage('b')])).toEqual({ ok: true, value: ['accepted'] });
      expect(core.hub.ingest.rejections).toEqual({ fold_failed: 1 });
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(writer.batches[0]?.blocks.map((block) => block.count)).toEqual([2]);
    });
  });
});
