import { describe, expect, it, test } from 'vitest';
import { findAttempt } from '../state.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionsOf } from '../testing/look.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import { sessionIds, foldAll } from '../testing/picture.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const MINUTE = 60;
const declare = (second: number, agentName: string) =>
  event('session.start', 'infra-001', { second, source: 'mcp', agentName });
const end = (second: number) => event('session.end', 'infra-001', { second, source: 'mcp' });
const fault = (second: number) =>
  event('error', 'infra-001', { second, source: 'mcp', errorType: 'x', severity: 'low' });

describe('[WHO3] a declaration', () => {
  it('sent again within the lost limit is a retry of the same session', () => {
    const sessions = sessionsOf(foldAll([declare(0, 'a'), declare(30 * MINUTE, 'b')]), 'infra-001');
    expect(sessions).toMatchObject([{ attempt: 1, agentName: 'b' }]);
  });

  it('after a longer silence opens a new session, and the old one keeps its name and figures', () => {
    const folded = foldAll([
      declare(0, 'a'),
      fault(1),
      declare(30 * MINUTE + 2, 'b'),
      fault(31 * MINUTE),
      fault(32 * MINUTE),
    ]);
    expect(sessionsOf(folded, 'infra-001')).toMatchObject([
      { attempt: 1, agentName: 'a', errors: 1, lastAt: TEN + 1_000, turn: null },
      { attempt: 2, agentName: 'b', errors: 2, startedAt: TEN + (30 * MINUTE + 2) * 1_000 },
    ]);
    expect(totalsView(folded.state).all.sessions).toBe(2);
  });

  it('after an end opens a new session at once', () => {
    const sessions = sessionsOf(foldAll([declare(0, 'a'), end(5), declare(6, 'b')]), 'infra-001');
    expect(sessions).toMatchObject([{ endedAt: TEN + 5_000 }, { endedAt: null, agentName: 'b' }]);
  });

  it('joins its session to the one before when a late fact closes the gap', () => {
    const apart = [declare(0, 'a'), declare(50 * MINUTE, 'b'), fault(51 * MINUTE)];
    const second = sessionsOf(foldAll(apart), 'infra-001')[1];
    const joined = foldAll([...apart, fault(25 * MINUTE)]);
    expect(sessionsOf(joined, 'infra-001')).toMatchObject([{ agentName: 'b', errors: 2 }]);
    expect([...joined.state.changes.goneSessions]).toEqual([second?.id]);
    expect(findAttempt(joined.state, second?.id ?? '')).toBeNull();
  });

  it('that comes late parts a session in two', () => {
    const folded = foldAll([declare(0, 'a'), fault(60 * MINUTE), declare(59 * MINUTE, 'b')]);
    expect(sessionsOf(folded, 'infra-001')).toMatchObject([
      { agentName: 'a', errors: 0, lastError: null },
      { agentName: 'b', errors: 1, lastError: { type: 'x' } },
    ]);
  });

  it('[WHO2] of the same id on another device is another session', () => {
    const on = (device: string) =>
      event('session.start', 'infra-001', { second: 0, source: 'mcp', device, agentName: device });
    const sessions = sessionsOf(foldAll([on('laptop'), on('server')]), 'infra-001');
    expect(sessions.map((session) => session.attempt)).toEqual([1, 1]);
  });
});

describe('an end', () => {
  it('is taken back by a later start of the client, which declares nothing', () => {
    const resumed = event('session.start', 'infra-001', { second: 9, source: 'hook' });
    expect(sessionsOf(foldAll([declare(0, 'a'), end(5), resumed]), 'infra-001')).toMatchObject([
      { endedAt: null, agentName: 'a' },
    ]);
  });
});

test('[USE4] two starts that share an event id make one attempt, and sums stay exact', () => {
  const used = { agentId: 'y', outputTokens: 1 };
  const folded = foldAll([
    event('session.start', 's', { second: 0, id: 'd', source: 'sdk', agentId: 'y' }),
    event('session.start', 's', { second: 0, id: 'd', source: 'mcp', time: 3_599_999 }),
    event('usage', 's', {
      second: 9 * 3_600,
      ...used,
      agentId: 'x',
      source: 'api',
      cumulative: true,
    }),
    event('usage', 's', { second: 0, ...used, source: 'sdk', inputTokens: 1, time: 1 }),
  ]);
  expectExactSums(folded);
  const ids = sessionIds(folded);
  expect(new Set(ids).size).toBe(ids.length);
});
