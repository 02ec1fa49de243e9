import { describe, expect, it } from 'vitest';
import type { UsageAnswer } from '../api/index.ts';
import { AppError } from '../error.ts';
import { answerUsage, usageQueryOf } from './index.ts';
import { usageQuestion } from './usage.ts';
import { NOON } from './workspace.fixture.ts';
import { checked, usd } from './checked.fixture.ts';

describe('get_usage by a label', () => {
  const query = (by: string) => usageQueryOf(usageQuestion.inputSchema.parse({ by }), NOON);

  it('groups by its values, and says what has none', () => {
    expect(query('label:cost_center')).toEqual({
      groupBy: ['label:cost_center'],
      seriesOf: 'totals',
    });
    const groups = [
      { ...usd({ requests: 1, inputTokens: 5 }), key: '42', keys: ['42'] },
      { ...usd({ requests: 1, inputTokens: 3 }), key: null, keys: [null] },
    ];
    const totals = usd({ requests: 2, inputTokens: 8 });
    const window = { asOf: NOON, fresh: true, from: null, to: null };
    const usage = { ...window, totals, groups, others: null, series: [] };
    const by = 'label:cost_center' as const;
    const { text, structured } = checked('get_usage', answerUsage({ by }, usage));
    expect(text).toContain('Usage by label:cost_center');
    expect(text).toMatch(/^42: /m);
    expect(text).toMatch(/^no cost_center: /m);
    expect(structured).toMatchObject({ by, groups: [{ key: '42' }, { key: null }] });
  });

  it.each(['label:', 'label:a b', 'team', 'Label:x'])('refuses %s by name', (by) => {
    const { error } = usageQuestion.inputSchema.safeParse({ by });
    expect(error?.issues[0]).toMatchObject({
      path: ['by'],
      message: expect.stringContaining('label:KEY'),
    });
  });
});

describe('get_usage', () => {
  const group = (key: string | null, inputTokens: number) => ({
    key,
    keys: [key],
    ...usd({ requests: 1, inputTokens, costMicros: inputTokens }),
  });
  const answerOf = (
    groups: UsageAnswer['groups'],
    fields: Partial<UsageAnswer> = {},
  ): UsageAnswer => ({
    asOf: NOON,
    fresh: true,
    from: null,
    to: null,
    totals: usd({ requests: 3, inputTokens: 60_000, costMicros: 60_000 }),
    groups,
    others: null,
    series: [],
    ...fields,
  });

  it('says the sum and each group', () => {
    const usage = answerOf([group('auditor', 50_000), group(null, 10_000)]);
    const { text, structured } = checked('get_usage', answerUsage({}, usage));
    expect(text).toContain('Usage by agent, all time: 60,000 tokens');
    expect(text).toContain('auditor: 50,000 tokens');
    expect(text).toContain('no agent: 10,000 tokens');
    expect(structured).toMatchObject({ by: 'agent', groups: [{ key: 'auditor' }, { key: null }] });
  });

  it('keeps to one group, whose figures are the sum', () => {
    const usage = answerOf([group('auditor', 50_000), group('b', 10_000)]);
    const { structured } = answerUsage({ only: 'b' }, usage);
    expect(structured.groups).toHaveLength(1);
    expect(structured.total.inputTokens).toBe(10_000);
  });

  it('adds up what several projects used for tasks of one id', () => {
    const usage = answerOf([group('task-001', 50_000), group('task-001', 10_000)]);
    const { text, structured } = answerUsage({ by: 'task', only: 'task-001' }, usage);
    expect(structured.total).toMatchObject({ requests: 2, inputTokens: 60_000 });
    expect(text).toContain('Usage by task, all time: 60,000 tokens');
  });

  it('never says nothing was used of what it does not know', () => {
    expect(() => answerUsage({ only: 'x' }, answerOf([]))).toThrow(/no usage recorded for agent x/);
    const many = Array.from({ length: 1_000 }, (_, index) => group(String(index), 1));
    expect(() => answerUsage({ only: 'x' }, answerOf(many))).toThrow(
      /isn’t among the 1000 largest/,
    );
  });

  it('[STO9] says when newer figures are on their way', () => {
    expect(answerUsage({}, answerOf([], { fresh: false })).text).toContain(
      'newer figures will follow',
    );
  });

  it.each([
    [{}, { groupBy: ['agent'], seriesOf: 'totals' }],
    [{ hours: 2 }, { groupBy: ['agent'], seriesOf: 'totals', from: NOON - 7_200_000 }],
    [
      { by: 'task' as const, from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z' },
      {
        groupBy: ['task'],
        seriesOf: 'totals',
        from: NOON - 7_200_000,
        to: NOON - 3_600_000,
      },
    ],
  ])('%j asks history for %j', (input, query) => {
    expect(usageQueryOf(input, NOON)).toEqual(query);
  });

  it.each([
    { hours: 1, from: '2026-11-22T10:00:00Z' },
    { from: '2026-11-22T11:00:00Z', to: '2026-11-22T10:00:00Z' },
  ])('refuses %j', (input) => {
    expect(() => usageQueryOf(input, NOON)).toThrow(AppError);
  });
});
