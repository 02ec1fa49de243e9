import { noActivity } from '@claude-monitor/protocol/api/index';
import { noFigures } from '@claude-monitor/protocol/figures';
import { TIME } from '@claude-monitor/protocol/limits';
import { noStateTimes } from '@claude-monitor/protocol/live/state-times';
import { describe, expect, test } from 'vitest';
import { task } from '../../../lib/live/live.fixture.ts';
import { hourTicksOf, lanesOf, type NightAnswers } from './lanes.ts';

const FROM = Date.UTC(2026, 9, 21, 18);
const NIGHT = { from: FROM, to: FROM + 14 * TIME.hourMs };

const points = Array.from({ length: 14 }, (_, hour) => ({
  at: FROM + hour * TIME.hourMs,
  until: FROM + (hour + 1) * TIME.hourMs,
}));
const worked = (agentName: string, place: number) => {
  const times = { ...noStateTimes(), activeMs: TIME.hourMs };
  return { agentName, ...times, points: [{ place, ...times }] };
};
const cost = (key: string | null, costMicros: number) => ({
  ...noFigures(),
  key,
  keys: [key],
  costMicros,
});
const ended = (id: string, agentName: string, more: object = {}) => ({
  ...task(id),
  agentName,
  status: 'success' as const,
  endedAt: FROM + 3 * TIME.hourMs,
  ...more,
});

const answers = (part: Partial<NightAnswers> = {}): NightAnswers => ({
  uptime: { agents: [worked('writer', 1), worked('auditor', 2)], points, moreAgents: 0 },
  usage: { groups: [cost('auditor', 9), cost('writer', 5), cost(null, 7)] },
  activity: { groups: [{ ...noActivity(), tasksDone: 2, tasksFailed: 1, keys: ['writer'] }] },
  tasks: {
    items: [
      ended('a', 'writer'),
      ended('b', 'writer', { status: 'failed' }),
      ended('c', 'auditor', { status: 'cancelled' }),
    ],
    next: null,
  },
  ...part,
});

describe('lanes of a night', () => {
  test('are agents, the dearest first, with states, marks and sums', () => {
    const { lanes, finished, isCut, moreLanes } = lanesOf(NIGHT, answers());
    expect(lanes).toMatchObject([
      { agent: 'auditor', costMicros: 9, done: 0, failed: 0, marks: [] },
      {
        agent: 'writer',
        costMicros: 5,
        done: 2,
        failed: 1,
        bands: [{ state: 'activeMs', from: FROM + TIME.hourMs, to: FROM + 2 * TIME.hourMs }],
        marks: [{ kind: 'done' }, { kind: 'failed' }],
      },
    ]);
    expect(finished.map(({ id }) => id)).toEqual(['a']);
    expect([isCut, moreLanes]).toEqual([false, 0]);
  });

  test('are twelve at most, and say how many more there are', () => {
    const agents = Array.from({ length: 15 }, (_, index) => worked(`agent-${String(index)}`, 0));
    const { lanes, moreLanes, isCut } = lanesOf(
      NIGHT,
      answers({
        uptime: { agents, points, moreAgents: 3 },
        tasks: { items: Array.from({ length: 9 }, (_, n) => ended(String(n), 'x')), next: 'more' },
      }),
    );
    expect([lanes.length, moreLanes, isCut]).toEqual([12, 6, true]);
  });

  test('stand below every other hour, also where the night has one more or less', () => {
    const shares = hourTicksOf(NIGHT).map(({ share }) => share);
    expect(shares).toHaveLength(7);
    expect(shares[0]).toBe(0);
    expect(hourTicksOf({ from: FROM, to: FROM + 13 * TIME.hourMs })).toHaveLength(6);
    expect(hourTicksOf({ from: FROM, to: FROM })).toEqual([]);
  });
});
