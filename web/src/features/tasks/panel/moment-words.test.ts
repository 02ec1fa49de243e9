import { expect, test } from 'vitest';
import type { TaskMoment } from '@claude-monitor/protocol/task-graph/task-history';
import { NOON } from '../../../lib/live/live.fixture.ts';
import { momentWords } from './moment-words.ts';

const moment = (kind: TaskMoment['kind'], fields: Partial<TaskMoment> = {}): TaskMoment => ({
  at: NOON,
  kind,
  session: 'a',
  sessionId: 's',
  agentName: 'planner',
  description: null,
  priority: null,
  dependsOn: null,
  progress: null,
  durationMs: null,
  to: null,
  ...fields,
});

test.each([
  [
    moment('planned', { priority: 'high', dependsOn: ['a', 'b'] }),
    'planned, high priority, after a, b',
  ],
  [moment('planned', { dependsOn: [] }), 'planned'],
  [
    moment('planned_again', { dependsOn: ['a', 'b', 'c', 'd', 'e'] }),
    'planned again, after a, b, c and 2 more',
  ],
  [moment('dropped'), 'removed from the plan'],
  [moment('started'), 'started'],
  [moment('retried'), 'retried'],
  [moment('progressed', { progress: 0.5 }), 'at 50%'],
  [moment('progressed'), 'progressed'],
  [moment('failed', { durationMs: 45_000 }), 'failed after 45 s'],
  [moment('done'), 'done'],
  [moment('cancelled'), 'cancelled'],
  [moment('handed_over', { to: 'auditor' }), 'handed over to auditor'],
  [moment('handed_over'), 'handed over'],
])('%o', (one, words) => {
  expect(momentWords(one)).toBe(words);
});
