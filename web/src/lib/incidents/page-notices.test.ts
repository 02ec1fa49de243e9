import type { Incident } from '@claude-monitor/protocol/incidents/incident';
import { describe, expect, test } from 'vitest';
import { followKey, pageNotice, storedFollow, storeFollow } from './page-notices.ts';

const ALL = { kinds: [], projects: [], hasDetail: false };

const incident = (change: Partial<Incident>): Incident => ({
  ...{ id: 'inc_1', kind: 'waiting', openedAt: 10, since: 5, updatedAt: 10 },
  ...{ resolvedAt: null, resolution: null, session: null, agentName: 'builder', model: null },
  ...{ project: 'dex', task: null, evidence: [], acknowledged: null, snoozedUntil: null },
  ...{ reason: { code: 'waiting', detail: 'a secret text', count: null, of: null } },
  assignee: null,
  ...change,
});

describe('a notification of a page', () => {
  test('says how many need somebody, and nothing of them', () => {
    const two = [incident({}), incident({ id: 'inc_2', openedAt: 20 })];
    expect(pageNotice(two, ALL, { since: 15, now: 30 })).toEqual({
      title: 'Claude Monitor: 2 incidents need you',
      body: null,
    });
  });

  test('names the newest where details are on, without a text', () => {
    const notice = pageNotice([incident({})], { ...ALL, hasDetail: true }, { since: 0, now: 30 });
    expect(notice).toEqual({
      title: 'Claude Monitor: 1 incident needs you',
      body: 'builder is waiting for a person (dex)',
    });
  });

  test.each([
    ['was there before', incident({}), ALL],
    ['is of another kind', incident({ openedAt: 20 }), { ...ALL, kinds: ['lost' as const] }],
    ['is of another project', incident({ openedAt: 20 }), { ...ALL, projects: ['other'] }],
    ['is over', incident({ openedAt: 20, resolvedAt: 25 }), ALL],
    ['was acknowledged', incident({ openedAt: 20, acknowledged: { by: 'a', at: 21 } }), ALL],
  ])('is not shown for what %s', (_, one, followed) => {
    expect(pageNotice([one], followed, { since: 15, now: 30 })).toBeNull();
  });
});

test('what is followed is kept by the browser; what is no such choice counts as none', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  storeFollow(storage, { ...ALL, projects: ['dex'] });
  expect(storedFollow(storage)).toEqual({ ...ALL, projects: ['dex'] });
  // Through a link nothing is followed that was chosen for the team's pages, or for another link.
  const [own, other] = ['a', 'b'].map((id) => followKey({ kind: 'link', id }));
  expect(storedFollow(storage, own)).toBeNull();
  storeFollow(storage, ALL, own);
  expect(storedFollow(storage, other)).toBeNull();
  expect(storedFollow(storage, followKey({ kind: 'team' }))).toEqual({ ...ALL, projects: ['dex'] });
  storeFollow(storage, null);
  expect(storedFollow(storage, own)).toEqual(ALL);
  expect(storedFollow(storage)).toBeNull();
  for (const wrong of ['{', '[]', '{"kinds":["no kind"]}']) {
    const broken = { ...storage, getItem: () => wrong };
    expect(storedFollow(broken)).toBeNull();
  }
  expect(storedFollow(null)).toBeNull();
});
