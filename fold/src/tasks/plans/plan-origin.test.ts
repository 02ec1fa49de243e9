import { describe, expect, it } from 'vitest';
import { foldInAnyOrder } from '../../testing/any-order.fixture.ts';
import { event } from '../../testing/events.fixture.ts';
import { taskOf } from '../../testing/look.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const MINUTE = 60;
const mcp = { source: 'mcp', project: 'dex' } as const;

const prompt = (second: number, route: 'prometheus' | 'claude', fields = {}) =>
  event('prompt', RUN, { second, source: 'hook', route, length: 30, ...fields });
const plan = (second: number, sessionId: string, fields = {}) =>
  event('task.plan', sessionId, { second, ...mcp, taskId: 't', ...fields });

describe('the origin of a plan', () => {
  it.each([
    ['its run asked Prometheus', [prompt(0, 'prometheus'), plan(9, RUN)], 'prometheus'],
    ['its run asked hours ago', [prompt(0, 'prometheus'), plan(9_000, RUN)], 'prometheus'],
    ['its run asked something else since', planAfterOther(), 'plan'],
    ['its run asks later', [plan(9, RUN), prompt(10, 'prometheus')], 'plan'],
    ['nobody asked', [plan(9, RUN)], 'plan'],
    [
      'it is recorded again after a prompt',
      [plan(0, RUN), prompt(1, 'prometheus'), plan(2, RUN)],
      'plan',
    ],
    [
      'a run that works for its session asked',
      [prompt(0, 'prometheus'), plan(9_000, 'lead', { parentSessionId: RUN })],
      'prometheus',
    ],
    [
      'its user asked minutes ago',
      [prompt(0, 'prometheus'), plan(5 * MINUTE, 'lead')],
      'prometheus',
    ],
    [
      'its user, whom only telemetry names, asked minutes ago',
      [prompt(0, 'prometheus', { user: 'ada' }), plan(5 * MINUTE, 'lead')],
      'prometheus',
    ],
    ['its user asked too long ago', [prompt(0, 'prometheus'), plan(11 * MINUTE, 'lead')], 'plan'],
    [
      'another user asked',
      [prompt(0, 'prometheus', { user: 'ada' }), plan(9, 'lead', { user: 'bob' })],
      'plan',
    ],
    [
      'its own run asked Claude, and its user Prometheus elsewhere',
      [
        prompt(0, 'prometheus'),
        event('prompt', 'lead', { second: 1, source: 'hook', route: 'claude' }),
        plan(9, 'lead'),
      ],
      'plan',
    ],
  ] as const)('[FLD1] where %s', (_, events, origin) => {
    expect(taskOf(foldInAnyOrder([...events]), 't').origin).toBe(origin);
  });

  it('is none for a task that no plan named', () => {
    const folded = foldInAnyOrder([
      prompt(0, 'prometheus'),
      event('task.start', RUN, { second: 1, ...mcp, taskId: 't' }),
    ]);
    expect(taskOf(folded, 't').origin).toBeNull();
  });

  it('[FLD1] rests on one prompt that hooks and telemetry tell a little apart', () => {
    const reported = { promptId: 'p1' };
    const folded = foldInAnyOrder([
      prompt(10, 'prometheus', reported),
      event('prompt', RUN, { second: 11, source: 'otlp', ...reported }),
      plan(12, RUN),
      prompt(13, 'claude'),
      plan(14, RUN, { taskId: 'u' }),
    ]);
    expect(taskOf(folded, 't').origin).toBe('prometheus');
    expect(taskOf(folded, 'u').origin).toBe('plan');
  });
});

function planAfterOther() {
  return [prompt(0, 'prometheus'), prompt(1, 'claude'), plan(9, RUN)];
}
