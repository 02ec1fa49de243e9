import { env } from 'cloudflare:workers';
import { sessionKeyOf, type TelemetryEvent } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { databaseAddress, openDatabase } from '../store/client.ts';
import { findSession } from '../store/reads/sessions/find-session.ts';
import { listSessions } from '../store/reads/sessions/sessions.ts';
import { readUsage } from '../store/usage/usage.ts';
import { eventOf, KEY, newHub, send, tablesOf, take, withCore } from './hub.fixture.ts';
import { openViewer, type Viewer } from './live/viewer.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const keyOf = (id: string): string => sessionKeyOf(id, '');

const request = (id: string, inputTokens: number): TelemetryEvent =>
  eventOf({
    id,
    type: 'usage',
    sessionId: RUN,
    source: 'otlp',
    requestId: id,
    inputTokens,
    outputTokens: 0,
  });
const declare = (sessionId: string): TelemetryEvent =>
  eventOf({
    id: `start ${sessionId}`,
    type: 'session.start',
    sessionId,
    agentName: sessionId,
    parentSessionId: RUN,
  });

const idsOf = (viewer: Viewer): string[] =>
  [...viewer.sessions.values()].map((session) => session.sessionId).sort();
const shows = (...ids: string[]) => {
  const expected = ids.sort().join();
  return (viewer: Viewer): boolean => idsOf(viewer).join() === expected;
};

test('[HUB4] a viewer sees the session of a run go when a session is declared in it, and come back', async () => {
  const { hub } = await newHub();
  const viewer = await openViewer(hub);
  await send(hub, [request('r1', 10)]);
  await viewer.until(shows(RUN));
  await send(hub, [declare('infra-001')]);
  await viewer.until(shows('infra-001'));
  expect(viewer.sessions.get(keyOf('infra-001'))?.usage.inputTokens).toBe(10);
  expect(viewer.totals?.all.sessions).toBe(1);
  await send(hub, [declare('audit-003')]);
  await viewer.until(shows(RUN, 'infra-001', 'audit-003'));
  expect(viewer.sessions.get(keyOf(RUN))?.usage.inputTokens).toBe(10);
  expect(viewer.sessions.get(keyOf('infra-001'))?.usage.inputTokens).toBe(0);
  expect(viewer.totals?.all.sessions).toBe(3);
  expect(viewer.missed).toBe(0);
  viewer.close();
});

test('[HUB2] a viewer that was away is sent that the session of the run is gone', async () => {
  const { hub } = await newHub();
  await send(hub, [request('r1', 10)]);
  const first = await openViewer(hub);
  await first.until(shows(RUN));
  first.close();
  await send(hub, [declare('infra-001')]);
  const again = await openViewer(hub, { resume: first });
  await again.until(shows('infra-001'));
  expect(again.frames.map((frame) => frame.type).slice(0, 2)).toEqual(['hello', 'patch']);
  expect(again.frames[1]).toMatchObject({ removed: { sessions: [keyOf(RUN)] } });
  again.close();
});

test('[HUB3] a run is still shown as its session after the hub woke, and answers to both ids', async () => {
  await withCore({}, async (core) => {
    await take(core, [request('r1', 10)]);
    core.hub.workspaceState.checkpoint();
    await take(core, [declare('infra-001')]);
    core.hub.workspaceState.checkpoint();
    const { workspaceState } = core.again();
    expect(workspaceState.session(keyOf(RUN))).toBeNull();
    expect(workspaceState.session(keyOf('infra-001'))?.usage.inputTokens).toBe(10);
    for (const id of [RUN, keyOf(RUN), 'infra-001']) {
      expect(workspaceState.detail(id)?.requests).toHaveLength(1);
    }
  });
});

test('[STO2] history lists one session, whose usage holds what the run did before', async () => {
  await withCore({}, async (core) => {
    const db = openDatabase(databaseAddress(env));
    const { name } = core;
    const listed = async (): Promise<string[]> =>
      (await listSessions(db, name, { query: { limit: 9 }, now: Date.now() })).items
        .map((session) => session.sessionId)
        .sort();
    const bySession = async () =>
      (await readUsage(db, name, { query: { groupBy: ['session'] } })).groups.map((group) => [
        group.key,
        group.inputTokens,
      ]);
    await take(core, [request('r1', 10)]);
    await core.hub.flusher.flush();
    expect(await listed()).toEqual([RUN]);
    await take(core, [declare('infra-001'), request('r2', 200)]);
    await core.hub.flusher.flush();
    expect(await listed()).toEqual(['infra-001']);
    expect(await bySession()).toEqual([['infra-001', 210]]);
    for (const id of [RUN, keyOf(RUN)]) {
      expect((await findSession(db, name, id))?.view.sessionId).toBe('infra-001');
    }
    const rows = (await tablesOf(name)).session.length;
    await take(core, [request('r3', 3_000)]);
    await core.hub.flusher.flush();
    expect((await tablesOf(name)).session).toHaveLength(rows);
    await take(core, [declare('audit-003')]);
    await core.hub.flusher.flush();
    expect(await listed()).toEqual([RUN, 'audit-003', 'infra-001']);
    expect((await findSession(db, name, RUN))?.view.sessionId).toBe(RUN);
    const groups = new Map((await bySession()).map(([key, tokens]) => [key, tokens]));
    expect(groups.get(RUN)).toBe(10);
    expect([...groups.values()].reduce((sum, tokens) => Number(sum) + Number(tokens), 0)).toBe(
      3_210,
    );
  });
});

test('a hidden run bills no row of its own again', async () => {
  await withCore({}, async (core) => {
    await take(core, [request('r1', 10), declare('infra-001')]);
    await core.hub.flusher.flush();
    const revOf = async (): Promise<unknown> =>
      (await tablesOf(core.name)).session.find((row) => row['id'] === keyOf(RUN))?.['rev'];
    const before = await revOf();
    expect(before).toBeGreaterThan(0);
    await take(core, [request('r2', 200)]);
    await core.hub.flusher.flush();
    expect(await revOf()).toBe(before);
  });
});

test('the page of a session asks with either id and gets the one session', async () => {
  const { hub } = await newHub();
  await send(hub, [request('r1', 10), declare('infra-001')]);
  for (const id of [RUN, keyOf(RUN)]) {
    const answer = await hub.call(KEY.hash, 'detail', id);
    expect(answer.ok && answer.value?.requests).toHaveLength(1);
  }
});
