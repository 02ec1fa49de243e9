import { expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol';
import { KEY, newHub, withCore, type Core } from '../hub.fixture.ts';
import { openViewer } from '../live/viewer.fixture.ts';
import { cookieToEnd } from './cookie-to-end.ts';
import { runCommand } from '../commands.ts';
import type { Credential } from './credential.ts';

const TIMES = LIMITS.cookiesPerKey + 50;

const logIn = (
  { hub, clock }: Core,
  {
    hash,
    presented,
    key = KEY.hash,
  }: { hash: string; presented?: string | undefined; key?: string },
) => runCommand({ hub, hash: key }, 'login', cookieOf(hash, clock.at, presented));

const cookieOf = (hash: string, now: number, presented?: string) => ({
  hash,
  expiresAt: now + LIMITS.cookieMs,
  ...(presented === undefined ? {} : { presented }),
});

test('[HUB8] however often others log in, a page that is open and one that is used stay', async () => {
  const { hub } = await newHub();
  const logInAs = (hash: string) => hub.call(KEY.hash, 'login', cookieOf(hash, Date.now()));
  for (const hash of ['open page', 'used page', 'left']) await logInAs(hash);
  const viewer = await openViewer(hub, { hash: 'open page' });
  await viewer.until(({ position }) => position !== null);
  await hub.call('used page', 'status');
  for (let count = 0; count < TIMES; count++) await logInAs(`other ${String(count)}`);
  expect(viewer.closed).toBeNull();
  expect(await hub.call('open page', 'status')).toMatchObject({ ok: true });
  expect(await hub.call('used page', 'status')).toMatchObject({ ok: true });
  expect(await hub.call('left', 'status')).toMatchObject({ error: { code: 'unauthorized' } });
  viewer.close();
});

test('[HUB8] a browser that logs in again goes on with the cookie that it has, which lasts longer', async () => {
  await withCore({}, async (core) => {
    const { hub, clock, ctx } = core;
    const firstAt = clock.at;
    await logIn(core, { hash: 'first' });
    for (let count = 1; count <= TIMES; count++) {
      clock.at = firstAt + count;
      expect(await logIn(core, { hash: `new ${String(count)}`, presented: 'first' })).toMatchObject(
        {
          value: { isPresentedKept: true },
        },
      );
    }
    const [row] = ctx.storage.sql.exec(
      'select count(*) as count from key where parent is not null',
    );
    expect(row?.['count']).toBe(1);
    expect(hub.keys.find('first', firstAt + LIMITS.cookieMs)).not.toBeNull();
    // Another key's is not gone on with: it may less, or more.
    hub.keys.add({ ...KEY, id: 'key-2', hash: 'hash-2' }, clock.at);
    expect(await logIn(core, { hash: 'second', presented: 'first', key: 'hash-2' })).toMatchObject({
      value: { isPresentedKept: false },
    });
  });
});

test('[HUB8] when all browsers of a key are in use, one more is refused, until one is not', async () => {
  await withCore({}, async (core) => {
    const { hub, clock } = core;
    for (let count = 0; count < LIMITS.cookiesPerKey; count++) {
      const hash = String(count);
      await logIn(core, { hash });
      const cookie = hub.keys.find(hash, clock.at);
      if (cookie !== null) hub.keys.used(cookie, clock.at);
    }
    expect(await logIn(core, { hash: 'more' })).toMatchObject({ error: { code: 'rate_limited' } });
    clock.at += LIMITS.cookieUsedMs;
    expect(await logIn(core, { hash: 'more' })).toMatchObject({ ok: true });
  });
});

test('[HUB8] in a full workspace the key with the most logins makes room, not the one that logs in', () => {
  const cookieOfKey = (parent: string, index: number): Credential => ({
    ...KEY,
    id: `${parent}.${String(index)}`,
    hash: `${parent} ${String(index)}`,
    parent,
    createdAt: index,
    expiresAt: null,
  });
  const keys = LIMITS.cookiesPerWorkspace / LIMITS.cookiesPerKey;
  const cookies = Array.from({ length: keys }, (_, key) =>
    Array.from({ length: LIMITS.cookiesPerKey }, (__, index) =>
      cookieOfKey(`key-${String(key)}`, index),
    ),
  ).flat();
  expect(cookieToEnd(cookies, 'small', () => false)?.valueOf()).toMatchObject({ parent: 'key-0' });
  expect(cookieToEnd(cookies.slice(1), 'small', () => false)).toBeNull();
  expect(cookieToEnd(cookies, 'small', () => true)).toBe('all used');
});
