import { describe, expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol';
import { eventOf, take, withCore, workday, type Core } from '../hub.fixture.ts';
import { connect, boundsOf, hasPosition, addLink, connected } from './connect.fixture.ts';
import type { Viewer } from './viewer.fixture.ts';

const usage = (id: string) => eventOf({ id, type: 'usage', inputTokens: 5, outputTokens: 1 });

const shownBy = ({ sessions, tasks, totals }: Viewer): unknown => [
  [...sessions],
  [...tasks],
  totals,
];

const isAtEndOf =
  ({ hub }: Core) =>
  (viewer: Viewer): boolean =>
    viewer.seq >= hub.workspaceState.progress.seq;

describe('[HUB8] those who come again and again', () => {
  test.each([
    { by: 'a link', link: 'one' },
    { by: 'a key', link: null },
  ])(
    'by $by, while there is always something new, share one snapshot a second',
    async ({ link }) => {
      await withCore({}, async (core) => {
        addLink(core, 'one');
        await take(core, workday(core.clock.at));
        const stays = connected(core, link);
        await stays.until(hasPosition);
        const before = core.hub.live.snapshots;
        let last = stays;
        for (let count = 0; count < 100; count++) {
          await take(core, [usage(`u${String(count)}`)]);
          last.close();
          last = connected(core, link, count % 2 === 0 ? {} : { resume: last });
          await last.until(hasPosition);
        }
        const other = connected(core, link);
        await Promise.all([other.until(isAtEndOf(core)), last.until(isAtEndOf(core))]);
        expect(core.hub.live.snapshots - before).toBe(0);
        expect(shownBy(last)).toEqual(shownBy(other));
        core.clock.at += LIMITS.snapshotPauseMs;
        await take(core, [usage('later')]);
        await connected(core, link).until(isAtEndOf(core));
        expect(core.hub.live.snapshots - before).toBe(1);
      });
    },
  );

  test('by one that nobody else looks at are no dearer', async () => {
    await withCore({}, async (core) => {
      addLink(core, 'one');
      await take(core, workday(core.clock.at));
      for (let count = 0; count < 20; count++) {
        const viewer = connected(core, 'one');
        await viewer.until(hasPosition);
        viewer.close();
        await take(core, [usage(`u${String(count)}`)]);
      }
      expect(core.hub.live.snapshots).toBe(1);
    });
  });

  test('[HUB2] with any number of cursors cost few answers of their own; the others get a gap', async () => {
    await withCore({}, async (core) => {
      await take(core, workday(core.clock.at));
      const { epoch, seq } = core.hub.workspaceState.progress;
      const kinds = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const cursor = `${epoch.toString(36)}.${(seq - index - 1).toString(36)}`;
          const { 0: client, 1: server } = new WebSocketPair();
          const viewer = { id: 'key-1', parent: null, link: null, expiresAt: null };
          core.hub.live.connect(server, {
            viewer,
            grant: null,
            isAdmin: false,
            cursor,
            form: 'whole',
          });
          const texts: string[] = [];
          client.addEventListener('message', ({ data }) => {
            texts.push(String(data));
          });
          client.accept();
          await expect.poll(() => texts.length).toBeGreaterThan(1);
          return /"type":"(\w+)"/.exec(texts[1] ?? '')?.[1];
        }),
      );
      expect(kinds.filter((kind) => kind === 'patch')).toHaveLength(LIMITS.catchUpsAtOnce);
      expect(kinds.filter((kind) => kind === 'gap')).toHaveLength(8 - LIMITS.catchUpsAtOnce);
      expect(core.hub.live.snapshots).toBe(1);
    });
  });
});

test('[HUB8] snapshots of many links are made one after the other; keys do not wait for them', async () => {
  const liveBounds = boundsOf({ linkBytes: { burst: 1, perMs: LIMITS.linkMadeBytes / 1_000 } });
  await withCore({ liveBounds }, async (core) => {
    const links = Array.from({ length: 5 }, (_, index) => `link-${String(index)}`);
    for (const link of links) addLink(core, link);
    await take(core, workday(core.clock.at));
    const viewers = links.map((link) => connected(core, link));
    await viewers[0]?.until(hasPosition);
    expect(core.hub.live.snapshots).toBe(1);
    await connected(core, null).until(hasPosition);
    expect(core.hub.live.snapshots).toBe(2);
    // What changes meanwhile is in the snapshot that they wait for.
    await take(core, [usage('meanwhile')]);
    for (const [index, viewer] of viewers.entries()) {
      expect(core.hub.live.snapshots).toBeLessThanOrEqual(index + 2);
      core.clock.at += 1_200;
      await viewer.until(isAtEndOf(core));
      expect(viewer.missed).toBe(0);
    }
    expect(connect(core, null).ok).toBe(true);
  });
});
