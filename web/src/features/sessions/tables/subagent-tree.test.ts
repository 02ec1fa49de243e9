import { describe, expect, test } from 'vitest';
import { noUsage } from '@claude-monitor/protocol/figures';
import { figures } from '../../../lib/live/live.fixture.ts';
import {
  subagentLabel,
  subagentsOfUsage,
  subagentTree,
  type SubagentView,
} from './subagent-tree.ts';

function subagent(
  id: string | null,
  fields: Partial<SubagentView> & { tokens?: number } = {},
): SubagentView {
  const { tokens = 0, ...rest } = fields;
  return {
    id,
    parent: null,
    kind: id === null ? 'main' : 'subagent',
    name: null,
    agentType: null,
    models: [],
    startedAt: 0,
    endedAt: null,
    toolCalls: 0,
    own: { ...noUsage(), requests: 1, inputTokens: tokens },
    subtree: null,
    ...rest,
  };
}

const outline = (rows: ReturnType<typeof subagentTree>) =>
  rows.map(({ id, depth, subtree }) => [id ?? 'main', depth, subtree.inputTokens]);

describe('the tree of instances', () => {
  test('stands each before its children, the earliest first, with the sum of all below', () => {
    const rows = subagentTree([
      subagent('late', { startedAt: 9, tokens: 1 }),
      subagent('below', { parent: 'early', tokens: 10 }),
      subagent('early', { startedAt: 3, tokens: 100 }),
      subagent(null, { tokens: 1_000 }),
    ]);
    expect(outline(rows)).toEqual([
      ['main', 0, 1_111],
      ['early', 1, 110],
      ['below', 2, 10],
      ['late', 1, 1],
    ]);
  });

  test('hangs whose parent is not known from the main loop, with those below it', () => {
    const rows = subagentTree([
      subagent('orphan', { parent: 'never heard of', tokens: 1 }),
      subagent('child', { parent: 'orphan', tokens: 2 }),
    ]);
    expect(outline(rows)).toEqual([
      ['main', 0, 3],
      ['orphan', 1, 3],
      ['child', 2, 2],
    ]);
  });

  test('counts subagents that stand in a circle once, and those below them', () => {
    const rows = subagentTree([
      subagent('a', { parent: 'b', tokens: 1 }),
      subagent('b', { parent: 'a', tokens: 2 }),
      subagent('self', { parent: 'self', tokens: 4 }),
      subagent('child', { parent: 'a', tokens: 8 }),
    ]);
    expect(rows[0]?.subtree.inputTokens).toBe(15);
    expect(rows.map(({ id }) => id).sort()).toEqual(['a', 'b', 'child', null, 'self'].sort());
    expect(rows.find(({ id }) => id === 'child')?.depth).toBe(2);
  });

  test('takes the sums of the server, which knows those that are not listed', () => {
    const subtree = { ...noUsage(), inputTokens: 999 };
    expect(subagentTree([subagent(null, { tokens: 1, subtree })])[0]?.subtree).toEqual(subtree);
  });

  test('has a main loop also where nothing is known of it', () => {
    expect(outline(subagentTree([]))).toEqual([['main', 0, 0]]);
  });
});

test('where only usage is known, its subagents are gathered over models and tasks', () => {
  const usage = (id: string | null, model: string | null, inputTokens: number) => ({
    ...figures({ measured: { requests: 1, inputTokens } }),
    agentId: id,
    model,
    task: null,
  });
  const found = subagentsOfUsage([
    usage(null, 'opus', 1),
    usage('a', 'haiku', 2),
    usage(null, 'sonnet', 4),
    usage(null, 'opus', 8),
    usage('a', null, 16),
  ]);
  expect(found).toMatchObject([
    { id: null, models: ['opus', 'sonnet'], own: { requests: 3, inputTokens: 13 } },
    { id: 'a', models: ['haiku'], own: { requests: 2, inputTokens: 18 }, toolCalls: null },
  ]);
});

test.each<[string, string | null, Partial<SubagentView>]>([
  ['Main loop', null, {}],
  ['Subagent', 'a', {}],
  ['Explore', 'a', { agentType: 'Explore' }],
  ['writer, general-purpose', 'a', { name: 'writer', agentType: 'general-purpose' }],
  ['Workflow audit', 'wf_1', { kind: 'workflow', name: 'audit' }],
  ['Explore, not attributed to one', '?Explore', { kind: 'unattributed', agentType: 'Explore' }],
  ['Subagents, not attributed to one', '?custom', { kind: 'unattributed', agentType: 'custom' }],
])('a subagent is called %s', (label, id, fields) => {
  expect(subagentLabel(subagent(id, fields))).toBe(label);
});
