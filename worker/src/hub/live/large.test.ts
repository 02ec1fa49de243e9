import { describe, expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol';
import { eventOf, KEY, newHub, send, take, withCore } from '../hub.fixture.ts';
import { boundsOf, hasPosition, linkOf, addLink, connected } from './connect.fixture.ts';
import { openViewer, type Viewer } from './viewer.fixture.ts';

const TASKS = 700;

const longTask = (index: number, time = Date.now()) =>
  eventOf({
    id: `p${String(index)}`,
    type: 'task.plan',
    time,
    taskId: `task-${String(index)}`,
    taskDescription: 'x'.repeat(LIMITS.textLength),
    dependsOn: Array.from({ length: 190 }, (_, other) => `${'d'.repeat(40)}${String(other)}`),
  });

const sizeOf = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).byteLength;

const snapshotOf = ({ frames }: Viewer) =>
  frames.flatMap((frame) => (frame.type === 'snapshot' ? frame : []));

test.each([
  { who: 'a key', hash: KEY.hash },
  { who: 'a redacted link', hash: 'token of link' },
])('[HUB7] [HUB8] the snapshot of long plans is bounded in bytes for $who', async ({ hash }) => {
  const { hub } = await newHub();
  await hub.call(KEY.hash, 'createLink', linkOf('link'), false);
  const plans = Array.from({ length: TASKS }, (_, index) => longTask(index));
  for (let from = 0; from < TASKS; from += 100) await send(hub, plans.slice(from, from + 100));
  await send(hub, [
    eventOf({ id: 's', type: 'task.start', time: Date.now() - 9_000, taskId: 'task-0' }),
  ]);
  const viewer = await openViewer(hub, { hash });
  await viewer.until(hasPosition);
  const pieces = snapshotOf(viewer);
  const sizes = pieces.map(sizeOf);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.snapshotPieceBytes);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(LIMITS.snapshotBytes / 4);
  expect(bytes).toBeLessThanOrEqual(LIMITS.snapshotBytes + 64 * 1024);
  const tasks = pieces.flatMap((piece) => piece.tasks);
  expect(pieces[0]?.more).toEqual({ sessions: 0, tasks: TASKS - tasks.length });
  // What somebody works on comes first, however old it is.
  expect(tasks[0]?.status).toBe('started');
  viewer.close();
});

describe('[HUB8] a change', () => {
  test('that is larger than a patch may be is a gap and a snapshot for who is there', async () => {
    const liveBounds = boundsOf({ patchBytes: 64 * 1024 });
    await withCore({ liveBounds }, async (core) => {
      addLink(core, 'one');
      await take(core, [longTask(0, core.clock.at)]);
      const viewers = [connected(core, null), connected(core, 'one')];
      for (const viewer of viewers) await viewer.until(hasPosition);
      core.clock.at += LIMITS.snapshotPauseMs;
      const plans = Array.from({ length: 20 }, (_, index) => longTask(index + 1, core.clock.at));
      await take(core, plans);
      for (const viewer of viewers) {
        await viewer.until(({ tasks }) => tasks.size === 21);
        expect(viewer.missed).toBe(0);
        const gap = viewer.frames.find(({ type }) => type === 'gap');
        expect(gap).toEqual({ type: 'gap', reason: 'too_far_behind' });
      }
      core.clock.at += 100;
      await take(core, [longTask(21, core.clock.at)]);
      for (const viewer of viewers) {
        await viewer.until(({ tasks }) => tasks.size === 22);
        expect(viewer.missed).toBe(0);
      }
    });
  });

  test('that is larger than a piece comes in pieces, of which the last moves the viewer on', async () => {
    await withCore({}, async (core) => {
      const viewer = connected(core, null);
      await viewer.until(hasPosition);
      const plans = Array.from({ length: 40 }, (_, index) => longTask(index, core.clock.at));
      await take(core, plans);
      await viewer.until(({ tasks }) => tasks.size === 40);
      const patches = viewer.frames.flatMap((frame) => (frame.type === 'patch' ? frame : []));
      expect(patches.length).toBeGreaterThan(1);
      for (const patch of patches) {
        expect(sizeOf(patch)).toBeLessThanOrEqual(LIMITS.snapshotPieceBytes);
      }
      expect(viewer.missed).toBe(0);
      expect(new Set(patches.map(({ from }) => from)).size).toBe(1);
      expect(viewer.frames.map(({ type }) => type)).not.toContain('gap');
    });
  });
});

describe('[HUB8] incidents', () => {
  const LONG = '課'.repeat(LIMITS.idLength);
  const failed = (index: number, time: number) => {
    const id = `${String(index)} ${LONG}`.slice(0, LIMITS.idLength);
    const texts = { taskDescription: '課'.repeat(LIMITS.textLength), project: LONG };
    const what = { taskId: id, status: 'failed', agentName: LONG, ...texts };
    return eventOf({ id, type: 'task.complete', time, ...what });
  };
  const incidentsOf = ({ frames }: Viewer) =>
    frames.flatMap((frame) =>
      frame.type === 'patch' || frame.type === 'snapshot' ? (frame.incidents?.items ?? []) : [],
    );

  test('of long texts are in pieces no larger than a frame may be', async () => {
    await withCore({}, async (core) => {
      const viewer = connected(core, null);
      await viewer.until(hasPosition);
      for (let from = 0; from < 200; from += 50) {
        core.clock.at += 1_000;
        const tasks = Array.from({ length: 50 }, (_, index) => failed(from + index, core.clock.at));
        await take(core, tasks);
        await viewer.until((one) => incidentsOf(one).length >= from + 50);
      }
      core.clock.at += LIMITS.snapshotPauseMs;
      const late = connected(core, null);
      await late.until(hasPosition);
      for (const { frames } of [viewer, late]) {
        for (const frame of frames) expect(sizeOf(frame)).toBeLessThan(LIMITS.snapshotPieceBytes);
      }
      const bytes = sizeOf(incidentsOf(late));
      expect(bytes).toBeLessThanOrEqual(LIMITS.snapshotIncidentBytes);
      expect(bytes).toBeGreaterThan(LIMITS.snapshotIncidentBytes / 2);
      const standing = snapshotOf(late).flatMap(({ incidents }) => incidents?.standing ?? []);
      expect(new Set(standing)).toEqual(new Set([200]));
    });
  });

  test('that are more than a frame holds come in a snapshot', async () => {
    await withCore({}, async (core) => {
      const viewer = connected(core, null);
      await viewer.until(hasPosition);
      core.clock.at += LIMITS.snapshotPauseMs;
      const count = LIMITS.incidentsPerFrame + 1;
      const short = (index: number) => ({ ...failed(index, core.clock.at), taskDescription: 'x' });
      await take(
        core,
        Array.from({ length: count }, (_, index) => short(index)),
      );
      await viewer.until((one) => incidentsOf(one).length > 0);
      expect(viewer.frames.at(-1)?.type).toBe('snapshot');
      expect(viewer.frames.map(({ type }) => type)).toContain('gap');
    });
  });

  test('of a page are as many as fit, and the next page goes on', async () => {
    await withCore({}, async (core) => {
      const { store } = core.hub.alerts.incidents;
      const tasks = Array.from({ length: 500 }, (_, index) => failed(index, core.clock.at));
      for (let from = 0; from < 500; from += 100) await take(core, tasks.slice(from, from + 100));
      const seen = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = store.list({ limit: 500, cursor }, core.clock.at);
        expect(sizeOf(page)).toBeLessThan(LIMITS.incidentPageBytes + 1_024);
        for (const { id } of page.items) seen.add(id);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(seen.size).toBe(500);
    });
  });
});
