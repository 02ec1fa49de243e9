import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAgentGraph } from './agent-graph.ts';
import { batchOf, edgeHour, HOUR, sessionRow, usageHour } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFlush } from '../writes/write-flush.ts';

const NOW = HOUR + TIME.hourMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };
const lead = { owner: 'lead', run: 'lead', agent: 'lead', project: 'vault' };

const sent = { ...lead, kind: 'message', agentId: 'mate', fromAgent: 'writer' } as const;

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const batch = batchOf({
    sessions: [
      sessionRow({
        id: 'lead',
        sessionId: 'lead-1',
        agentName: 'lead',
        project: 'vault',
        labels: [{ key: 'team', values: ['core', 'docs'] }],
      }),
      sessionRow({ id: 'audit', sessionId: 'audit-003', agentName: 'auditor', project: 'vault' }),
      sessionRow({ id: 'old', sessionId: 'old-1', agentName: 'lead', startedAt: 5 }),
    ],
    usageHours: [
      usageHour({ ...lead, requests: 1, inputTokens: 100 }),
      usageHour({ ...lead, agentId: 'sub', requests: 1, inputTokens: 30 }),
      usageHour({ ...lead, agentId: 'mate', requests: 1, inputTokens: 8 }),
      usageHour({ owner: 'audit', run: 'audit', agent: 'auditor', project: 'other', requests: 1 }),
    ],
    edgeHours: [
      edgeHour({ ...lead, kind: 'handover', toSessionId: 'audit-003', count: 2, lastAt: HOUR + 7 }),
      edgeHour({ ...lead, kind: 'spawn', agentId: 'sub', toAgent: 'Explore' }),
      edgeHour({ ...lead, kind: 'spawn', agentId: 'sub2', toSession: 'audit', count: 9 }),
      edgeHour({ ...lead, kind: 'spawn', agentId: 'sub2', toSession: 'audit', hour: HOUR - 1e7 }),
      edgeHour({ ...lead, kind: 'spawn', agentId: 'mate', toAgent: 'writer' }),
      edgeHour({ ...sent, toAgent: 'Explore', count: 2, length: 30 }),
      edgeHour({ ...sent, toAgent: 'Explore', hour: HOUR - TIME.hourMs, length: 5 }),
      edgeHour({ ...lead, kind: 'message', toSessionId: 'nobody' }),
      edgeHour({ ...lead, kind: 'message', toAgent: 'taken back', count: 0 }),
      edgeHour({ ...lead, kind: 'message', toAgent: 'ancient', hour: HOUR - 30 * TIME.dayMs }),
    ],
  });
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

test('the last seven days: who passed what to whom, by the names that sessions have now', async () => {
  const { nodes, edges } = await readAgentGraph(store.db, 'team', { query: {}, now: NOW });
  expect(edges).toEqual([
    { from: 'lead', to: 'Explore', kind: 'spawn', count: 1, length: null, lastAt: HOUR },
    { from: 'lead', to: 'auditor', kind: 'handover', count: 2, length: null, lastAt: HOUR + 7 },
    { from: 'lead', to: 'auditor', kind: 'spawn', count: 1, length: null, lastAt: HOUR },
    { from: 'lead', to: 'writer', kind: 'spawn', count: 1, length: null, lastAt: HOUR },
    { from: 'writer', to: 'Explore', kind: 'message', count: 3, length: 35, lastAt: HOUR },
  ]);
  expect(nodes.map(({ id, kind, sessions }) => [id, kind, sessions])).toEqual([
    ['lead', 'agent', 1],
    ['Explore', 'subagent', 0],
    ['writer', 'subagent', 0],
    ['auditor', 'agent', 1],
  ]);
  expect(nodes.map(({ usage }) => usage.inputTokens)).toEqual([138, 30, 8, 0]);
});

test('a project shows the work that was done for it', async () => {
  const { nodes, project } = await readAgentGraph(store.db, 'team', {
    query: { project: 'other' },
    now: NOW,
  });
  expect(project).toBe('other');
  expect(nodes.map(({ id, usage }) => [id, usage.requests])).toEqual([['auditor', 1]]);
});

test('a window is widened to whole hours and said in the answer', async () => {
  const window = { from: HOUR - 31 * TIME.dayMs + 5, to: HOUR - 29 * TIME.dayMs };
  const { from, to, edges } = await readAgentGraph(store.db, 'team', { query: window, now: NOW });
  expect([from, to]).toEqual([HOUR - 31 * TIME.dayMs, window.to]);
  expect(edges.map((edge) => edge.to)).toEqual(['ancient']);
});

test('of a label: the work of the sessions that carry it', async () => {
  const window = async (value: string) =>
    await readAgentGraph(store.db, 'team', { query: { label: [['team', value]] }, now: NOW });
  const { nodes, edges } = await window('docs');
  expect(nodes.map(({ id, usage, sessions }) => [id, usage.inputTokens, sessions])).toEqual([
    ['lead', 138, 1],
    ['Explore', 30, 0],
    ['writer', 8, 0],
    ['auditor', 0, 0],
  ]);
  expect(edges).toHaveLength(5);
  // The whole value, not what begins or ends like it.
  expect(await window('doc')).toMatchObject({ nodes: [], edges: [] });
});

test('another workspace sees none of it', async () => {
  expect(await readAgentGraph(store.db, 'rival', { query: {}, now: NOW })).toMatchObject({
    nodes: [],
    edges: [],
  });
});
