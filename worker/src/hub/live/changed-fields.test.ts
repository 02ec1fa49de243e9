import { LIMITS, type PatchForm } from '@claude-monitor/protocol';
import { MONDAY } from '@claude-monitor/fold/testing/events.fixture';
import { randomStream } from '@claude-monitor/fold/testing/stream.fixture';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { describe, expect, test } from 'vitest';
import { eventOf, take, withCore, type Core } from '../hub.fixture.ts';
import { boundsOf, hasPosition, linkOf, addLink, connected } from './connect.fixture.ts';
import type { Viewer } from './viewer.fixture.ts';

const FIELDS = { form: 'fields' } as const;

const isAtEndOf =
  ({ hub }: Core) =>
  (viewer: Viewer): boolean =>
    viewer.seq >= hub.workspaceState.progress.seq;

/** What it shows; the minutes of a pulse move with the clock of the whole workspace. */
const shownBy = ({ sessions, tasks, totals }: Viewer): object => ({
  sessions: Object.fromEntries(
    [...sessions].map(([id, session]) => [id, { ...session, pulse: null }]),
  ),
  tasks: Object.fromEntries(tasks),
  totals,
});

const bytesOf = (viewer: Viewer): number =>
  viewer.frames
    .filter((frame) => frame.type === 'patch')
    .reduce((bytes, frame) => bytes + JSON.stringify(frame).length, 0);

describe('[HUB4] a viewer that asked for changed fields', () => {
  test.each([1, 2, 24])(
    'shows what all others show, whenever it came or came back, seed %i',
    async (seed) => {
      // Without a tail, what was missed is worked out again.
      const tailBytes = seed % 2 === 0 ? 0 : LIMITS.tailBytes;
      await withCore({ liveBounds: boundsOf({ tailBytes }) }, async (core) => {
        const random = seeded(seed);
        addLink(core, 'one');
        const ways = [null, 'one'] as const;
        const viewers: { link: string | null; form: PatchForm; viewer: Viewer }[] = [];
        const left: typeof viewers = [];
        core.clock.at = MONDAY + 48 * 3_600_000;
        const events = randomStream(random, 250);
        while (events.length > 0) {
          // The first at once; what comes within the pause after it waits for the next frame.
          for (const part of random.pick([[1], [6], [2, 2], [4, 1]])) {
            await take(core, events.splice(0, part));
          }
          const link = random.pick(ways);
          const form = random.chance(0.8) ? 'fields' : 'whole';
          if (random.chance(0.15)) {
            viewers.push({ link, form, viewer: connected(core, link, { form }) });
          }
          if (random.chance(0.1)) left.push(...viewers.splice(0, 1));
          const back = random.chance(0.3) ? left.shift() : undefined;
          if (back !== undefined) {
            back.viewer.close();
            const how = { resume: back.viewer, form: back.form };
            viewers.push({ ...back, viewer: connected(core, back.link, how) });
          }
          await viewers.at(0)?.viewer.until(isAtEndOf(core));
          core.clock.at += random.pick([120, 120, 400, LIMITS.snapshotPauseMs]);
        }
        core.clock.at += LIMITS.snapshotPauseMs;
        await take(core, [eventOf({ id: 'end', type: 'usage', time: core.clock.at })]);
        for (const link of ways) {
          const fresh = connected(core, link);
          await fresh.until(isAtEndOf(core));
          for (const { link: other, viewer } of viewers) {
            if (other !== link) continue;
            await viewer.until(isAtEndOf(core));
            expect(viewer.missed).toBe(0);
            expect(shownBy(viewer)).toEqual(shownBy(fresh));
          }
        }
        const frames = viewers.flatMap(({ viewer }) => viewer.frames);
        const changed = frames.flatMap((frame) =>
          frame.type === 'patch' ? (frame.changed?.sessions ?? []) : [],
        );
        expect(changed.length).toBeGreaterThan(10);
      });
    },
  );

  test('is sent a small part of the bytes, and others what they were sent before', async () => {
    await withCore({}, async (core) => {
      const whole = connected(core, null);
      const fields = connected(core, null, FIELDS);
      for (const viewer of [whole, fields]) await viewer.until(hasPosition);
      for (let round = 0; round < 20; round++) {
        const events = Array.from({ length: 50 }, (_, index) =>
          eventOf({
            id: `u${String(round)}-${String(index)}`,
            type: 'usage',
            sessionId: `s${String(index)}`,
            inputTokens: 5,
            time: core.clock.at,
          }),
        );
        await take(core, events);
        core.clock.at += 1_000;
        for (const viewer of [whole, fields]) await viewer.until(isAtEndOf(core));
      }
      expect(shownBy(fields)).toEqual(shownBy(whole));
      expect(whole.frames.some((frame) => frame.type === 'patch' && frame.changed)).toBe(false);
      expect(bytesOf(fields)).toBeLessThan(bytesOf(whole) / 3);
    });
  });

  test('[HUB8] is sent whole what was sent too long ago for it to be sure to have it', async () => {
    await withCore({}, async (core) => {
      const viewer = connected(core, null, FIELDS);
      await viewer.until(hasPosition);
      const ingest = async (sessions: number[]): Promise<void> => {
        const events = sessions.map((session) =>
          eventOf({
            id: `u${String(core.clock.at)}-${String(session)}`,
            type: 'usage',
            sessionId: `s${String(session)}`,
            time: core.clock.at,
          }),
        );
        for (let from = 0; from < events.length; from += 100) {
          await take(core, events.slice(from, from + 100));
          core.clock.at += 1_000;
          await viewer.until(isAtEndOf(core));
        }
      };
      const all = Array.from({ length: LIMITS.sentItems + 1 }, (_, index) => index);
      await ingest(all);
      const before = viewer.frames.length;
      await ingest([1, 0, 2]);
      const told = viewer.frames.slice(before).flatMap((frame) => {
        return frame.type === 'patch'
          ? [[frame.sessions.length, frame.changed?.sessions.length]]
          : [];
      });
      // The first of all left with the last one's coming.
      expect(told).toEqual([[1, 2]]);
      expect(viewer.missed).toBe(0);
    });
  });

  test('[SHR2] by a redacted link is sent no name in them', async () => {
    await withCore({}, async (core) => {
      core.hub.links.add(linkOf('one'), 'admin', core.clock.at);
      const viewer = connected(core, 'one', FIELDS);
      await viewer.until(hasPosition);
      for (const name of ['canary-one', 'canary-two', 'canary-three']) {
        const of = { sessionId: 'same', time: core.clock.at };
        await take(core, [
          eventOf({ ...of, id: `${name} s`, type: 'session.start', agentName: name }),
          eventOf({
            ...of,
            id: `${name} t`,
            type: 'task.start',
            taskId: 'T',
            taskDescription: name,
          }),
        ]);
        core.clock.at += 1_000;
        await viewer.until(isAtEndOf(core));
      }
      expect(JSON.stringify(viewer.frames)).toContain('"changed"');
      expect(JSON.stringify(viewer.frames)).not.toContain('canary');
    });
  });
});
