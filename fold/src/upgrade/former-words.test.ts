import { describe, expect, it } from 'vitest';
import { withNamesSince, withTodaysNames } from './former-words.ts';

const renamed = (stored: unknown): unknown => JSON.parse(withTodaysNames(JSON.stringify(stored)));

describe('what an earlier version stored', () => {
  it.each([
    [
      'a session record',
      {
        attempts: [{ card: 'k "1"', number: 1, from: 0 }],
        shownAs: { session: 's\\', card: 'k' },
        links: [{ at: 1, id: 'link x', session: 's' }],
        linked: { $map: [['s', []]] },
        gauge: { value: 7 },
        turn: { value: { state: 'turn-over', reason: null } },
        openCalls: { $map: [['u1', { toolName: 'Bash', at: 1, instance: 'a1' }]] },
        share: { cards: 1, completeness: null },
      },
      {
        attempts: [{ id: 'k "1"', number: 1, from: 0 }],
        shownAs: { session: 's\\', attempt: 'k' },
        assignments: [{ at: 1, id: 'link x', session: 's' }],
        assignedTo: { $map: [['s', []]] },
        contextReading: { value: 7 },
        turn: { value: { state: 'turn_over', reason: null } },
        openCalls: { $map: [['u1', { toolName: 'Bash', at: 1, agentId: 'a1' }]] },
        share: { sessions: 1, completeness: null },
      },
    ],
    [
      'a row of an hour',
      [
        'x',
        'o',
        0,
        17,
        [1, 17, 0],
        'a1',
        { kind: 'spawn', toCard: 'k', toSession: 's', toAgent: '' },
      ],
      [
        'x',
        'o',
        0,
        17,
        [1, 17, 0],
        'a1',
        { kind: 'spawn', toSession: 'k', toSessionId: 's', toAgent: '' },
      ],
    ],
    [
      'a fact of the first edition',
      { kind: 'link', key: 'link k u1', fields: { card: 'k', instance: 'a1' } },
      { kind: 'assignment', key: 'link k u1', fields: { session: 'k', agentId: 'a1' } },
    ],
    [
      'a task',
      { cardId: null, workers: [{ cardId: 'k' }] },
      { session: null, workers: [{ session: 'k' }] },
    ],
    [
      'raw events',
      [
        { type: 'instance.start', agentId: 'a1' },
        { type: 'gauge', contextTokens: 7 },
        { type: 'session.state', state: 'turn-over' },
        { type: 'metric', name: 'pull requests' },
        { type: 'metric', name: 'active time' },
      ],
      [
        { type: 'subagent.start', agentId: 'a1' },
        { type: 'session.context', contextTokens: 7 },
        { type: 'session.state', state: 'turn_over' },
        { type: 'metric', name: 'pull_requests' },
        { type: 'metric', name: 'active_time' },
      ],
    ],
    ['a line', { kind: 'session started', cardId: 'k' }, { kind: 'session_started', session: 'k' }],
    ['a parked row', { card: { id: 'k', instances: 2 } }, { view: { id: 'k', subagents: 2 } }],
  ])('%s has the names of today', (_, stored, now) => {
    expect(renamed(stored)).toEqual(now);
  });

  it('keeps texts as they are, whatever they say', () => {
    const texts = {
      message: '"card": "instance": {"type":"gauge"}',
      description: '"state":"turn-over"',
    };
    expect(renamed(texts)).toEqual(texts);
  });
});

it('of the second edition has only the names of the third replaced: "toSession" is one of today', () => {
  const stored = {
    given: { tracks: 1, standing: { at: 2, status: 'success' } },
    task: { given: { planned: null } },
    standings: { next: 0 },
    untoldAt: 3,
    edge: { toSession: 's', text: '"given":{"tracks":' },
  };
  expect(JSON.parse(withNamesSince(JSON.stringify(stored)))).toEqual({
    indexed: { tracks: 1, status: { at: 2, status: 'success' } },
    task: { indexed: { planned: null } },
    statuses: { next: 0 },
    unattributedSince: 3,
    edge: { toSession: 's', text: '"given":{"tracks":' },
  });
});
