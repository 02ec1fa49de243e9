import { CLOSE_CODES, LIMITS } from '@claude-monitor/protocol';
import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import { KEY, newHub, eventOf, send, workday, type HubStub } from '../hub.fixture.ts';
import { CREDENTIAL_HEADER } from '../rpc.ts';
import { openViewer, type Viewer } from './viewer.fixture.ts';

const usage = (id: string, rest: object = {}) =>
  eventOf({ id, type: 'usage', inputTokens: 5, outputTokens: 1, ...rest });

/** What a viewer that comes now is shown: a snapshot, and what has changed since it was made. */
async function workspaceStateOf(hub: HubStub): Promise<unknown> {
  const fresh = await openViewer(hub);
  await fresh.until(isAt(await seqOf(hub)));
  fresh.close();
  return shown(fresh);
}

const shown = ({ sessions, tasks, totals }: Viewer): unknown => ({
  sessions: [...sessions.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  tasks: [...tasks.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  totals,
});

const isAt =
  (seq: number) =>
  (viewer: Viewer): boolean =>
    viewer.seq >= seq;

async function seqOf(hub: HubStub): Promise<number> {
  const status = await hub.call(KEY.hash, 'status');
  return status.ok ? status.value.seq : 0;
}

describe('a viewer', () => {
  test('[HUB1] [HUB4] that applies snapshot and patches ends equal to the hub', async () => {
    const { hub } = await newHub();
    const events = workday(Date.now());
    await send(hub, events.slice(0, 9));
    const viewer = await openViewer(hub);
    for (const event of events.slice(9)) await send(hub, [event]);
    await viewer.until(isAt(await seqOf(hub)));
    expect(viewer.missed).toBe(0);
    expect(shown(viewer)).toEqual(await workspaceStateOf(hub));
    const patches = viewer.frames.filter((frame) => frame.type === 'patch');
    expect(patches.length).toBeGreaterThan(0);
    viewer.close();
  });

  test('[HUB4] sees the first change at once, and at most ten frames a second', async () => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub);
    await viewer.until((state) => state.position !== null);
    for (let index = 0; index < 60; index++) await send(hub, [usage(`u${String(index)}`)]);
    await viewer.until(isAt(await seqOf(hub)));
    const at = viewer.frames.flatMap((frame) => (frame.type === 'patch' ? [frame.at] : []));
    expect(at.length).toBeLessThan(60);
    for (const [index, time] of at.entries()) {
      const before = at[index - 1];
      if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(99);
    }
    viewer.close();
  });

  test('[HUB4] is sent at most twenty lines a frame, and how many more there were', async () => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub);
    await viewer.until((state) => state.position !== null);
    const starts = Array.from({ length: 30 }, (_, index) =>
      eventOf({ id: `s${String(index)}`, type: 'task.start', taskId: `T${String(index)}` }),
    );
    await send(hub, starts);
    await viewer.until(isAt(await seqOf(hub)));
    const patch = viewer.frames.find((frame) => frame.type === 'patch');
    expect(patch?.lines).toHaveLength(LIMITS.linesPerFrame);
    expect(patch?.moreLines).toBe(10);
    viewer.close();
  });

  test('[HUB2] resumes by its cursor with what changed meanwhile', async () => {
    const { hub } = await newHub();
    await send(hub, workday(Date.now()));
    const first = await openViewer(hub);
    await first.until(isAt(await seqOf(hub)));
    first.close();
    await send(hub, [usage('later')]);
    const again = await openViewer(hub, { resume: first });
    await again.until(isAt(await seqOf(hub)));
    expect(again.frames.slice(0, 2).map((frame) => frame.type)).toEqual(['hello', 'patch']);
    const sessions = again.frames.flatMap((frame) =>
      frame.type === 'patch' ? frame.sessions : [],
    );
    expect(sessions).toHaveLength(1);
    expect(shown(again)).toEqual(await workspaceStateOf(hub));
    again.close();
  });

  test('[HUB2] between two frames is put where all others are, and misses nothing', async () => {
    const { hub } = await newHub();
    const first = await openViewer(hub);
    await first.until((state) => state.position !== null);
    await send(hub, [usage('a')]);
    // Within the pause after the first frame, so the next one is still to come.
    await send(hub, workday(Date.now()));
    const second = await openViewer(hub);
    const end = await seqOf(hub);
    await Promise.all([first.until(isAt(end)), second.until(isAt(end))]);
    expect([first.missed, second.missed]).toEqual([0, 0]);
    expect(shown(second)).toEqual(shown(first));
    first.close();
    second.close();
  });

  test.each([
    { name: 'of another epoch', cursor: 'abc.def', reason: 'other_epoch' },
    { name: 'that is garbage', cursor: '%00<b>', reason: 'other_epoch' },
  ])('[HUB2] with a cursor $name gets a gap and a snapshot', async ({ cursor, reason }) => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub, { cursor });
    await viewer.until((state) => state.position !== null);
    expect(viewer.frames.map((frame) => frame.type)).toEqual(['hello', 'gap', 'snapshot']);
    expect(viewer.frames[1]).toEqual({ type: 'gap', reason });
    viewer.close();
  });

  test('[HUB2] more than 2,000 changes behind gets a gap and a snapshot', async () => {
    const { hub } = await newHub();
    const first = await openViewer(hub);
    await first.until((state) => state.position !== null);
    first.close();
    const plan = Array.from({ length: LIMITS.resumeChanges + 1 }, (_, index) =>
      eventOf({ id: `p${String(index)}`, type: 'task.plan', taskId: `T${String(index)}` }),
    );
    await send(hub, plan);
    const again = await openViewer(hub, { resume: first });
    await again.until(isAt(await seqOf(hub)));
    expect(again.frames[1]).toEqual({ type: 'gap', reason: 'too_far_behind' });
    expect(again.tasks.size).toBe(LIMITS.snapshotTasks);
    again.close();
  });

  test('[HUB2] older than the newest removal gets a gap and a snapshot', async () => {
    const { hub } = await newHub();
    await send(hub, [usage('a')]);
    const first = await openViewer(hub);
    await first.until((state) => state.position !== null);
    first.close();
    // The session's project becomes known: its task is another one now, and the old one goes.
    await send(hub, [eventOf({ id: 't', type: 'task.start', taskId: 'T1' })]);
    await send(hub, [
      eventOf({ id: 's', type: 'session.start', agentName: 'infra', project: 'vault' }),
    ]);
    // What was sent lately is forgotten with the rest of memory.
    await evictDurableObject(hub);
    const again = await openViewer(hub, { resume: first });
    await again.until(isAt(await seqOf(hub)));
    expect(again.frames[1]).toEqual({ type: 'gap', reason: 'too_old' });
    expect([...again.tasks.values()].map((task) => task.taskId)).toEqual(['T1']);
    again.close();
  });

  test('[HUB6] that never acknowledges is closed while others keep up', async () => {
    const { hub } = await newHub();
    const mute = await openViewer(hub, { isMute: true });
    const viewer = await openViewer(hub);
    const text = 'x'.repeat(LIMITS.errorMessageLength);
    for (let round = 0; round < 12; round++) {
      const events = Array.from({ length: 30 }, (_, index) =>
        eventOf({
          id: `e${String(round)}-${String(index)}`,
          type: 'error',
          sessionId: `s${String(index)}`,
          errorType: 'X',
          errorMessage: text,
        }),
      );
      await send(hub, events);
      await viewer.until(isAt(await seqOf(hub)));
      if (mute.closed !== null) break;
    }
    expect((await mute.ended).code).toBe(CLOSE_CODES.tooSlow.code);
    expect(viewer.closed).toBeNull();
    expect(viewer.missed).toBe(0);
    viewer.close();
  });

  test.each([
    { name: 'no JSON', message: 'hello' },
    { name: 'an object of no type', message: '{}' },
    { name: 'no position', message: '{"type":"ack"}' },
    { name: 'a position that is none', message: '{"type":"ack","to":"?"}' },
    { name: 'too much', message: `{"type":"ack","to":"${'a'.repeat(5_000)}"}` },
    { name: 'bytes', message: new ArrayBuffer(4) },
  ])('[HUB6] that says $name is closed with a code', async ({ message }) => {
    const { hub } = await newHub();
    const viewer = await openViewer(hub, { isMute: true });
    viewer.socket.send(message);
    expect((await viewer.ended).code).toBe(CLOSE_CODES.badMessage.code);
  });
});

test('[HUB7] the snapshot holds what waits, then the newest, 1,000 sessions, in small pieces', async () => {
  const { hub } = await newHub();
  const at = Date.now();
  const started = (index: number) =>
    eventOf({
      id: `s${String(index)}`,
      type: 'session.start',
      time: at - 10_000 + index,
      sessionId: `session-${String(index)}`,
      agentName: `agent-${'漢'.repeat(40)}`,
    });
  await send(
    hub,
    Array.from({ length: 1_050 }, (_, index) => started(index)),
  );
  await send(
    hub,
    Array.from({ length: 1_050 }, (_, index) => started(1_050 + index)),
  );
  await send(hub, [
    eventOf({
      id: 'w',
      type: 'session.state',
      time: at - 9_999,
      sessionId: 'session-0',
      state: 'waiting',
    }),
    eventOf({
      id: 't',
      type: 'tool.call',
      time: at - 9_999,
      sessionId: 'session-1',
      toolUseId: 'x',
      state: 'started',
    }),
  ]);
  const viewer = await openViewer(hub);
  await viewer.until(isAt(await seqOf(hub)));
  // Who comes just before a frame that is larger than a patch may be gets a second one.
  const snapshots = viewer.frames.filter((frame) => frame.type === 'snapshot');
  const pieces = snapshots.slice(snapshots.findLastIndex(({ part }) => part === 0));
  const sessions = pieces.flatMap((piece) => piece.sessions);
  expect(sessions).toHaveLength(LIMITS.snapshotSessions);
  expect(
    sessions
      .slice(0, 2)
      .map((session) => session.sessionId)
      .sort(),
  ).toEqual(['session-0', 'session-1']);
  expect(sessions[2]?.sessionId).toBe('session-2099');
  expect(pieces[0]?.more).toEqual({ sessions: 2_100 - LIMITS.snapshotSessions, tasks: 0 });
  const sizes = pieces.map((piece) => new TextEncoder().encode(JSON.stringify(piece)).byteLength);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.snapshotPieceBytes);
  expect(pieces.map((piece) => piece.parts)).toEqual(pieces.map(() => pieces.length));
  viewer.close();
});

describe('[SHR7] access', () => {
  test('revoking a key closes its sockets and those of its cookies in the same call', async () => {
    const { hub } = await newHub();
    const second = { ...KEY, id: 'key-2', hash: 'hash-2' };
    await hub.call(KEY.hash, 'createKey', second);
    await hub.call(second.hash, 'login', { hash: 'cookie', expiresAt: Date.now() + 60_000 });
    await hub.call('cookie', 'login', { hash: 'cookie-of-cookie', expiresAt: Date.now() + 60_000 });
    const hashes = ['hash-2', 'cookie', 'cookie-of-cookie'];
    const open = await Promise.all(hashes.map((hash) => openViewer(hub, { hash })));
    const other = await openViewer(hub);
    expect(await hub.call(KEY.hash, 'revokeKey', 'key-2')).toMatchObject({
      ok: true,
      value: { id: 'key-2' },
    });
    for (const viewer of open) {
      expect((await viewer.ended).code).toBe(CLOSE_CODES.revoked.code);
    }
    for (const hash of hashes) {
      expect(await hub.call(hash, 'read')).toMatchObject({
        ok: false,
        error: { code: 'unauthorized' },
      });
      expect(await send(hub, [usage('x')], hash)).toMatchObject({ ok: false });
    }
    expect(other.closed).toBeNull();
    other.close();
  });

  test('logging out closes what the cookie opened, and nothing else', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'login', { hash: 'cookie', expiresAt: Date.now() + 60_000 });
    const [ofCookie, ofKey] = [await openViewer(hub, { hash: 'cookie' }), await openViewer(hub)];
    await hub.call(KEY.hash, 'logout');
    await hub.call('cookie', 'logout');
    expect((await ofCookie.ended).code).toBe(CLOSE_CODES.revoked.code);
    expect(ofKey.closed).toBeNull();
    expect(await hub.call(KEY.hash, 'read')).toMatchObject({ ok: true });
    ofKey.close();
  });

  test('an expired cookie opens nothing', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'login', { hash: 'old', expiresAt: Date.now() - 1 });
    expect(await hub.call('old', 'status')).toMatchObject({
      ok: false,
      error: { code: 'unauthorized' },
    });
    const answer = await hub.fetch('https://hub/v1/live', {
      headers: { upgrade: 'websocket', [CREDENTIAL_HEADER]: 'old' },
    });
    expect(answer.status).toBe(401);
  });

  test('a key without the scope is refused', async () => {
    const { hub } = await newHub();
    await hub.call(KEY.hash, 'createKey', {
      ...KEY,
      id: 'i',
      hash: 'ingest-only',
      scopes: ['ingest'],
    });
    expect(await hub.call('ingest-only', 'read')).toMatchObject({
      ok: false,
      error: { code: 'forbidden' },
    });
    expect(await send(hub, [usage('x')], 'ingest-only')).toMatchObject({ ok: true });
    expect(await hub.call('ingest-only', 'createKey', KEY)).toMatchObject({ ok: false });
  });
});
