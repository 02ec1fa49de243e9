import { describe, expect, test } from 'vitest';
import { KEY, newHub, withCore } from '../hub.fixture.ts';
import { CREDENTIAL_HEADER } from '../rpc.ts';
import { connect, boundsOf, linkOf, addLink, connected } from './connect.fixture.ts';
import { LIVE_BOUNDS } from './bounds.ts';
import { RateBudget } from './rate-budget.ts';
import { isBelowLimit } from './connection-limits.ts';

const bounds = { all: 10, own: 5, reserved: 2 };

test.each([
  { what: 'an empty workspace', all: 0, own: 0, is: true },
  { what: 'one that has as many as it may', all: 5, own: 5, is: false },
  { what: 'one of few, where all places are taken by others', all: 10, own: 1, is: true },
  { what: 'one of some, where all places are taken', all: 10, own: 2, is: false },
])('[HUB8] $what: a place is $is', ({ all, own, is }) => {
  expect(isBelowLimit({ all, own }, bounds)).toBe(is);
});

test('[HUB8] a budget comes back with time, and what was overdrawn is waited for', () => {
  const budget = new RateBudget({ burst: 10, perMs: 2 }, 0);
  budget.spend(30, 0);
  expect(budget.waitMs(0)).toBe(11);
  expect(budget.waitMs(10)).toBe(1);
  expect(budget.waitMs(11)).toBe(0);
  budget.spend(10, 1_000);
  expect(budget.waitMs(1_000)).toBe(1);
});

describe('[HUB8] a link that is full', () => {
  test('is refused in words that say what to do; keys and other links find a place', async () => {
    const liveBounds = boundsOf({ links: { all: 3, own: 3, reserved: 1 } });
    await withCore({ liveBounds }, async (core) => {
      addLink(core, 'one');
      addLink(core, 'two');
      const open = ['one', 'one', 'one'].map((link) => connected(core, link));
      const refused = connect(core, 'one');
      expect(refused).toMatchObject({
        error: { code: 'rate_limited', message: expect.stringContaining('Try again later') },
      });
      open.push(connected(core, null), connected(core, 'two'));
      expect(connect(core, 'two')).toMatchObject({ error: { code: 'rate_limited' } });
      for (const viewer of open) await viewer.until(({ position }) => position !== null);
    });
  });

  test('a key that has as many pages as it may leaves places to the other keys', async () => {
    const liveBounds = boundsOf({ keys: { all: 2, own: 2, reserved: 1 } });
    await withCore({ liveBounds }, async (core) => {
      connected(core, null);
      connected(core, null);
      expect(connect(core, null)).toMatchObject({
        error: { message: expect.stringContaining('This key has reached its limit of open pages') },
      });
      const other = { id: 'key-2.cookie', parent: 'key-2', link: null, expiresAt: null };
      expect(core.hub.connectionLimits.admit(other, core.clock.at)).toMatchObject({ ok: true });
      await Promise.resolve();
    });
  });

  test('[SHR7] opened more often than it may gets 429 and when to come back; a key gets in', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'createLink', linkOf('link'), false);
    const open = (hash: string): Promise<Response> =>
      hub.fetch('https://hub/v1/live', {
        headers: { upgrade: 'websocket', [CREDENTIAL_HEADER]: hash },
      });
    const sockets: (WebSocket | null)[] = [];
    let refused: Response | null = null;
    // More come back with time, so that the last may be a few more.
    for (let count = 0; refused === null && count < 5 * LIVE_BOUNDS.links.own; count++) {
      const answer = await open('token of link');
      answer.webSocket?.accept();
      if (answer.status === 101) sockets.push(answer.webSocket);
      else refused = answer;
    }
    expect(sockets.length).toBeGreaterThanOrEqual(LIVE_BOUNDS.newSocketsOfLink.burst);
    expect(refused?.status).toBe(429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.json()).toMatchObject({ error: { code: 'rate_limited' } });
    const key = await open(KEY.hash);
    expect(key.status).toBe(101);
    key.webSocket?.accept();
    for (const socket of [...sockets, key.webSocket]) socket?.close(1000);
    // Who leaves makes room.
    await expect
      .poll(() => hub.call(KEY.hash, 'listLinks'))
      .toMatchObject({ value: [{ id: 'link', viewers: 0 }] });
  });
});
