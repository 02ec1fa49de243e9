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
