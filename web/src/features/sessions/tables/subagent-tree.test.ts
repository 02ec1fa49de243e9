import { describe, expect, test } from 'vitest';
import { noUsage } from '@claude-monitor/protocol/figures';
import { figures } from '../../../lib/live/live.fixture.ts';
import { instanceLabel, instancesOfUsage, instanceTree, type Instance } from './subagent-tree.ts';

function instance(
  id: string | null,
  fields: Partial<Instance> & { tokens?: number } = {},
): Instance {
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

const outline = (rows: ReturnType<typeof instanceTree>) =>
  rows.map(({ id, depth, subtree }) => [id ?? 'main', depth, subtree.inputTokens]);

describe('the tree of instances', () => {
  test('stands each before its children, the earliest first, with the sum of all below', () => {
    const rows = instanceTree([
      instance('late', { startedAt: 9, tokens: 1 }),
      instance('below', { parent: 'early', tokens: 10 }),
      instance('early', { startedAt: 3, tokens: 100 }),
      instance(null, { tokens: 1_000 }),
    ]);
    expect(outline(rows)).toEqual([
      ['main', 0, 1_111],
      ['early', 1, 110],
      ['below', 2, 10],
      ['late', 1, 1],
    ]);
  });

  test('hangs whose parent is not known from the main loop, with those below it', () => {
    const rows = instanceTree([
      instance('orphan', { parent: 'never heard of', tokens: 1 }),
      instance('child', { parent: 'orphan', tokens: 2 }),
    ]);
    expect(outline(rows)).toEqual([
      ['main', 0, 3],
      ['orphan', 1, 3],
      ['child', 2, 2],
    ]);
  });

  test('counts instances that stand in a circle once, and those below them', () => {
    const rows = instanceTree([
      instance('a', { parent: 'b', tokens: 1 }),
      instance('b', { parent: 'a', tokens: 2 }),
      instance('self', { parent: 'self', tokens: 4 }),
      instance('child', { parent: 'a', tokens: 8 }),
    ]);
    expect(rows[0]?.subtree.inputTokens).toBe(15);
    expect(rows.map(({ id }) => id).sort()).toEqual(['a', 'b', 'child', null, 'self'].sort());
    expect(rows.find(({ id }) => id === 'child')?.depth).toBe(2);
  });

  test('takes the sums of the server, which knows those that are not listed', () => {
    const subtree = { ...noUsage(), inputTokens: 999 };
    expect(instanceTree([instance(null, { tokens: 1, subtree })])[0]?.subtree).toEqual(subtree);
  });

  test('has a main loop also where nothing is known of it', () => {
    expect(outline(instanceTree([]))).toEqual([['main', 0, 0]]);
  });
});

test('where only usage is known, its instances are gathered over models and tasks', () => {
  const usage = (id: string | null, model: string | null, inputTokens: number) => ({
    ...figures({ measured: { requests: 1, inputTokens } }),
    instance: id,
    model,
    task: null,
  });
  const found = instancesOfUsage([
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

test.each<[string, string | null, Partial<Instance>]>([
  ['Main loop', null, {}],
  ['Subagent', 'a', {}],
  ['Explore', 'a', { agentType: 'Explore' }],
  ['writer, general-purpose', 'a', { name: 'writer', agentType: 'general-purpose' }],
  ['Workflow audit', 'wf_1', { kind: 'workflow', name: 'audit' }],
  ['Explore, not attributed to one', '?Explore', { kind: 'untold', agentType: 'Explore' }],
  ['Subagents, not attributed to one', '?custom', { kind: 'untold', agentType: 'custom' }],
])('an instance is called %s', (label, id, fields) => {
  expect(instanceLabel(instance(id, fields))).toBe(label);
});
