import { describe, expect, test } from 'vitest';
import { CLOSE_CODES } from '@claude-monitor/protocol/error';
import { connectionView, type ConnectionFacts, type Phase } from './connection-view.ts';
import { NOON } from '../live.fixture.ts';
import { heartbeat } from './heartbeat.ts';
import { afterClose, retryDelayMs } from './reconnect.ts';

describe('what a closed socket asks of the page', () => {
  test.each([
    ['a refused upgrade is asked about over HTTP', 1006, false, 'probe'],
    ['a lost connection is tried again', 1006, true, 'retry'],
    ['a revoked key leads to the login', CLOSE_CODES.revoked.code, true, 'login'],
    ['a missing login leads to the login', CLOSE_CODES.unauthorized.code, false, 'login'],
    [
      'a message the server refused needs a newer page',
      CLOSE_CODES.badMessage.code,
      true,
      'reload',
    ],
    ['[HUB6] a viewer too slow comes back', CLOSE_CODES.tooSlow.code, true, 'retry'],
  ] as const)('%s', (_, code, hadHello, next) => {
    expect(afterClose(code, hadHello)).toBe(next);
  });

  test('every code that says retry is retried, and no other', () => {
    for (const { code, retry } of Object.values(CLOSE_CODES)) {
      expect(afterClose(code, true) === 'retry').toBe(retry);
    }
  });
});

describe('the wait before another attempt', () => {
  test('doubles, and never passes the bound', () => {
    const delays = Array.from({ length: 30 }, (_, index) => retryDelayMs(index + 1, true, 1));
    expect(delays.slice(0, 4)).toEqual([300, 600, 1_200, 2_400]);
    expect(Math.max(...delays)).toBe(8_000);
  });

  test('is shorter where somebody looks', () => {
    expect(retryDelayMs(12, true, 0.5)).toBeLessThan(retryDelayMs(12, false, 0.5));
  });

  test('is spread by chance over its upper half', () => {
    expect(retryDelayMs(2, true, 0)).toBe(300);
    expect(retryDelayMs(2, true, 1)).toBe(600);
  });
});

describe('the heartbeat', () => {
  test.each([
    ['waits while it is young', { pingedAt: 0, receivedAt: 10 }, 19_999, 'wait'],
    ['asks for a sign of life', { pingedAt: 0, receivedAt: 10 }, 20_000, 'ping'],
    ['waits for the answer', { pingedAt: 20_000, receivedAt: 10 }, 29_999, 'wait'],
    [
      'gives up on a socket that does not answer',
      { pingedAt: 20_000, receivedAt: 10 },
      30_000,
      'dead',
    ],
    [
      'takes a late timer of a hidden tab for no fault',
      { pingedAt: 0, receivedAt: 10 },
      90_000,
      'ping',
    ],
  ] as const)('%s', (_, beat, now, need) => {
    expect(heartbeat(beat, now)).toBe(need);
  });
});

describe('what the page tells of its connection', () => {
  const facts = (phase: Phase, fields: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
    phase,
    lostAt: null,
    asOf: NOON,
    behindMs: 120,
    ...fields,
  });
  const lost: Phase = { name: 'waiting', retryAt: NOON + 9_000, attempt: 3 };

  test('live with how far it is behind', () => {
    expect(connectionView(facts({ name: 'live' }), NOON)).toEqual({ name: 'live', behindMs: 120 });
  });

  test('connecting until the first snapshot is there', () => {
    expect(connectionView(facts({ name: 'live' }, { asOf: null }), NOON).name).toBe('connecting');
  });

  test('reconnecting for a short break, then out of date since when', () => {
    const broken = facts(lost, { lostAt: NOON });
    expect(connectionView(broken, NOON + 3_999).name).toBe('reconnecting');
    expect(connectionView(broken, NOON + 4_000)).toEqual({
      name: 'out of date',
      asOf: NOON,
      retryAt: NOON + 9_000,
    });
  });

  test('stays out of date while it tries again', () => {
    const trying = facts({ name: 'connecting', attempt: 3 }, { lostAt: NOON });
    expect(connectionView(trying, NOON + 60_000).name).toBe('out of date');
  });

  test('unreachable when nothing was ever shown and trying again did not help', () => {
    const nothing = { asOf: null, lostAt: NOON };
    expect(connectionView(facts(lost, nothing), NOON).name).toBe('unreachable');
    const first: Phase = { name: 'waiting', retryAt: NOON, attempt: 1 };
    expect(connectionView(facts(first, nothing), NOON).name).toBe('connecting');
  });

  test.each(['no login', 'revoked', 'wrong key'] as const)('logged out: %s', (why) => {
    const phase: Phase = { name: 'logged out', why };
    expect(connectionView(facts(phase), NOON)).toEqual(phase);
  });
});
