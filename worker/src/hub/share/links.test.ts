import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, test, vi } from 'vitest';
import { CLOSE_CODES, LIMITS, type Link } from '@claude-monitor/protocol';
import { eventOf, KEY, newHub, send, withCore, type Core, type HubStub } from '../hub.fixture.ts';
import { runCommand } from '../commands.ts';
import type { NewLink } from './links.ts';
import { openViewer } from '../live/viewer.fixture.ts';

const newLink = (changes: Partial<NewLink> = {}): NewLink => ({
  id: 'link-1',
  hash: 'token-1',
  name: 'a link',
  scope: { kind: 'workspace' },
  isRedacted: true,
  shows: [],
  salt: 'salt',
  expiresAt: Date.now() + LIMITS.linkDefaultMs,
  ...changes,
});

const share = async (hub: HubStub, changes: Partial<NewLink> = {}): Promise<Link> => {
  const made = await hub.call(KEY.hash, 'createLink', newLink(changes), false);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
};

const make = ({ hub }: Core, changes: Partial<NewLink> = {}) =>
  runCommand({ hub, hash: KEY.hash }, 'createLink', newLink(changes), false);

const open = ({ hub }: Core, cookie: string) =>
  runCommand({ hub, hash: 'token-1' }, 'openLink', cookie);

describe('a link that expires', () => {
  test('[SHR7] is refused from then on; its alarm closes who looks', async () => {
    const { hub } = await newHub();
    await share(hub, { expiresAt: Date.now() + 1_000 });
    const viewer = await openViewer(hub, { hash: 'token-1' });
    const other = await openViewer(hub);
    await viewer.until(({ position }) => position !== null);
    vi.useFakeTimers({ now: Date.now() + 2_000, toFake: ['Date'] });
    try {
      await runDurableObjectAlarm(hub);
      expect(await viewer.ended).toEqual({ code: CLOSE_CODES.unauthorized.code });
      expect(await hub.call('token-1', 'read')).toMatchObject({ error: { code: 'unauthorized' } });
      expect(await hub.call('token-1', 'openLink', 'cookie')).toMatchObject({
        error: { code: 'unauthorized' },
      });
      expect(await hub.call(KEY.hash, 'listLinks')).toMatchObject({
        value: [{ id: 'link-1', viewers: 0 }],
      });
      expect(other.closed).toBeNull();
    } finally {
      vi.useRealTimers();
    }
    other.close();
  });

  test('[SHR7] has an alarm that rings by then, and so has the next one after it', async () => {
    const { hub } = await newHub();
    const at = Date.now();
    await share(hub, { id: 'late', hash: 'late', expiresAt: at + 90_000_000 });
    await share(hub, { id: 'soon', hash: 'soon', expiresAt: at + 60_000_000 });
    const alarmAt = () => runInDurableObject(hub, (_, ctx) => ctx.storage.getAlarm());
    expect(await alarmAt()).toBe(at + 60_000_000);
    await runDurableObjectAlarm(hub);
    // It may ring for a flush before.
    expect((await alarmAt()) ?? Infinity).toBeLessThanOrEqual(at + 60_000_000);
    await hub.call(KEY.hash, 'revokeLink', 'soon');
    await runDurableObjectAlarm(hub);
    expect((await alarmAt()) ?? Infinity).toBeLessThanOrEqual(at + 90_000_000);
  });
});

test('[SHR7] a link ends when it expires, also while libSQL hangs in a flush', async () => {
  const { hub } = await newHub();
  const expiresAt = Date.now() + 1_500;
  await share(hub, { expiresAt });
  const viewer = await openViewer(hub, { hash: 'token-1' });
  await viewer.until(({ position }) => position !== null);
  await send(hub, [eventOf({ id: 'e1', type: 'session.start' })]);
  let goOn: () => void = () => undefined;
  const hangs = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const hanging = runInDurableObject(env.WRITER.getByName('main'), (_, ctx) =>
    ctx.blockConcurrencyWhile(() => hangs),
  );
  try {
    // The platform rings one alarm at a time: the one that flushes is over before the link is.
    await runInDurableObject(hub, (_, ctx) => ctx.storage.setAlarm(Date.now()));
    expect(await viewer.ended).toEqual({ code: CLOSE_CODES.unauthorized.code });
    expect(Date.now() - expiresAt).toBeLessThan(1_000);
  } finally {
    // It is the Writer of all files.
    goOn();
    await hanging;
  }
});

test('[SHR7] of two times that an alarm has to ring by, set at once, the earlier stands', async () => {
  await withCore({}, async ({ hub: { alarm }, ctx, clock }) => {
    await Promise.all([alarm.ringBy(clock.at + 90_000_000), alarm.ringBy(clock.at + 50_000_000)]);
    expect(await ctx.storage.getAlarm()).toBe(clock.at + 50_000_000);
    alarm.rang();
    await Promise.all([alarm.ringBy(clock.at + 20_000_000), alarm.ringBy(clock.at + 30_000_000)]);
    expect(await ctx.storage.getAlarm()).toBe(clock.at + 20_000_000);
  });
});

describe('what is kept of links', () => {
  test('[HUB3] stands after waking: links, their cookies, when they were opened, the audit', async () => {
    await withCore({}, async (core) => {
      const { hub, clock, again } = core;
      await make(core);
      clock.at += 5;
      await open(core, 'cookie-1');
      const woken = again();
      expect(woken.links.find('cookie-1', clock.at)?.link.id).toBe('link-1');
      expect(woken.links.list(() => 0)).toEqual(hub.links.list(() => 0));
      expect(woken.links.list(() => 0)).toMatchObject([{ lastOpenedAt: clock.at }]);
      expect(woken.audit.list().map(({ kind }) => kind)).toEqual(['link_opened', 'link_created']);
    });
  });

  test('[SHR2] of more cookies of a link than are kept the oldest makes room', async () => {
    await withCore({}, async (core) => {
      const { hub, clock } = core;
      await make(core);
      for (let count = 0; count <= LIMITS.cookiesPerLink; count++) {
        await open(core, `cookie-${String(count)}`);
      }
      expect(hub.links.find('cookie-0', clock.at)).toBeNull();
      expect(hub.links.find('cookie-1', clock.at)).not.toBeNull();
    });
  });

  test('[SHR2] [HUB8] opening a link 1,000 times takes one cookie, one note a minute, one line', async () => {
    await withCore({}, async (core) => {
      const { hub, clock, ctx } = core;
      await make(core);
      const firstAt = clock.at;
      for (let count = 0; count < 1_000; count++) {
        clock.at = firstAt + count;
        await open(core, 'cookie');
      }
      const [row] = ctx.storage.sql.exec('select count(*) as count from link_cookie');
      expect(row?.['count']).toBe(1);
      expect(hub.links.find('cookie', clock.at)).not.toBeNull();
      expect(hub.links.list(() => 0)).toMatchObject([{ lastOpenedAt: firstAt }]);
      clock.at = firstAt + LIMITS.linkOpenedNoteMs;
      await open(core, 'cookie');
      expect(hub.links.list(() => 0)).toMatchObject([
        { lastOpenedAt: firstAt + LIMITS.linkOpenedNoteMs },
      ]);
      const opened = hub.audit.list().filter(({ kind }) => kind === 'link_opened');
      expect(opened).toHaveLength(1);
    });
  });

  test('[SHR2] of too many links an expired one makes room, else none is made', async () => {
    await withCore({}, async (core) => {
      const makeNumbered = (count: number, expiresAt = core.clock.at + 1_000) => {
        const id = `link-${String(count)}`;
        return make(core, { id, hash: `token ${id}`, expiresAt });
      };
      await makeNumbered(0, core.clock.at);
      for (let count = 1; count < LIMITS.linksPerWorkspace; count++) await makeNumbered(count);
      expect(await makeNumbered(1_000)).toMatchObject({ ok: true });
      expect(await makeNumbered(1_001)).toMatchObject({ error: { code: 'conflict' } });
    });
  });

  test('[SHR2] the audit keeps the newest lines', async () => {
    await withCore({}, async ({ hub }) => {
      for (let at = 0; at < LIMITS.auditKept + 10; at++) {
        hub.audit.add({ at, kind: 'link_created', by: null, id: 'x', name: 'x' });
      }
      const lines = hub.audit.list();
      expect(lines).toHaveLength(LIMITS.auditKept);
      expect(lines[0]?.at).toBe(LIMITS.auditKept + 9);
      await Promise.resolve();
    });
  });
});

test('[HUB4] viewers of one link are sent the same; of another, other pseudonyms', async () => {
  const { hub } = await newHub();
  await share(hub);
  await share(hub, { id: 'link-2', hash: 'token-2', salt: 'other' });
  const viewers = await Promise.all(
    ['token-1', 'token-1', 'token-2', KEY.hash].map((hash) => openViewer(hub, { hash })),
  );
  await send(hub, [eventOf({ id: 'e1', type: 'session.start', agentName: 'Ada' })]);
  const names = await Promise.all(
    viewers.map(async (viewer) => {
      await viewer.until(({ sessions }) => sessions.size === 1);
      viewer.close();
      return [...viewer.sessions.values()][0]?.agentName;
    }),
  );
  expect(names[3]).toBe('Ada');
  expect(names[0]).toBe(names[1]);
  expect(new Set(names).size).toBe(3);
});

test('[HUB3] a hub that slept goes on telling a link what it shows, and no more', async () => {
  const { hub } = await newHub();
  await share(hub);
  const viewer = await openViewer(hub, { hash: 'token-1' });
  await send(hub, [eventOf({ id: 'e1', type: 'session.start', agentName: 'Ada' })]);
  await viewer.until(({ sessions }) => sessions.size === 1);
  await evictDurableObject(hub, { webSockets: 'hibernate' });
  await send(hub, [
    eventOf({ id: 'e2', type: 'session.start', sessionId: 'second', agentName: 'Grace' }),
  ]);
  await viewer.until(({ sessions }) => sessions.size === 2);
  expect(viewer.missed).toBe(0);
  const text = JSON.stringify(viewer.frames);
  for (const name of ['Ada', 'Grace', 'second']) expect(text).not.toContain(name);
  await evictDurableObject(hub, { webSockets: 'hibernate' });
  await hub.call(KEY.hash, 'revokeLink', 'link-1');
  expect(await viewer.ended).toEqual({ code: CLOSE_CODES.revoked.code });
});
