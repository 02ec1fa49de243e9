import { describe, expect, it } from 'vitest';
import { sessionDetailSchema } from '@claude-monitor/protocol/api/history/session-detail';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { addUsage, noUsage } from '@claude-monitor/protocol/figures';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { sessionView } from '../session-view.ts';
import { capturedSession } from '../../testing/capture.fixture.ts';
import { event, TEN } from '../../testing/events.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import {
  type Folded,
  sessionIds,
  expectSame,
  foldAll,
  taskIds,
  priceOf,
} from '../../testing/picture.fixture.ts';
import { permutations, seeded } from '@claude-monitor/protocol/testing/random';
import { randomStream } from '../../testing/stream.fixture.ts';
import { findShown, sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const otlp = { source: 'otlp' } as const;
const hook = { source: 'hook' } as const;

function detailOf(folded: Folded, sessionId: string) {
  const detail = sessionDetail(folded.state, sessionOf(folded, sessionId).id, priceOf);
  if (detail === null) throw new Error(`no detail: ${sessionId}`);
  return sessionDetailSchema.parse(detail);
}

const request = (second: number, fields = {}) =>
  event('usage', RUN, {
    second,
    ...otlp,
    requestId: `r${String(second)}`,
    inputTokens: 10 ** (second % 4),
    model: 'opus',
    ...fields,
  });

describe('the subagents of a session', () => {
  const spawn = (second: number, agentId: string, fields = {}) =>
    event('subagent.start', RUN, { second, ...hook, agentId, agentType: 'Explore', ...fields });
  const events = [
    request(0),
    spawn(1, 'a'),
    request(1, { agentId: 'a' }),
    spawn(2, 'b', { parentAgentId: 'a' }),
    request(2, { agentId: 'b', model: 'unknown' }),
    event('tool.call', RUN, {
      second: 3,
      ...otlp,
      toolUseId: 't',
      agentId: 'b',
      state: 'succeeded',
    }),
    event('subagent.end', RUN, { second: 4, ...hook, agentId: 'b' }),
  ];

  it('[USE4] are a tree: each with its own usage and that of all below it', () => {
    const { subagents } = detailOf(foldAll(events), RUN);
    expect(subagents).toMatchObject([
      { id: null, parent: null, own: { inputTokens: 1 }, subtree: { inputTokens: 111 } },
      { id: 'a', parent: null, own: { inputTokens: 10 }, subtree: { inputTokens: 110 } },
      { id: 'b', parent: 'a', own: { inputTokens: 100 }, subtree: { unpricedRequests: 1 } },
    ]);
    expect(subagents[2]).toMatchObject({
      agentType: 'Explore',
      models: ['unknown'],
      startedAt: TEN + 2_000,
      endedAt: TEN + 4_000,
      toolCalls: 1,
    });
  });

  it('[FLD1] are named by their end too, and by their own name before one that is kept back', () => {
    const end = (fields = {}) =>
      event('subagent.end', RUN, { second: 4, agentId: 'a', ...hook, ...fields });
    const kept = end({ ...otlp, agentType: 'custom', id: 'kept' });
    const typesOf = (reported: TelemetryEvent[]) =>
      permutations(reported).map((order) => detailOf(foldAll(order), RUN).subagents[1]?.agentType);
    expect(new Set(typesOf([end({ agentType: 'auditor' }), kept]))).toEqual(new Set(['auditor']));
    const started = spawn(1, 'a', { agentType: 'Plan', toolUseId: 't' });
    expect(new Set(typesOf([started, end(), kept]))).toEqual(new Set(['Plan']));
    expect(typesOf([kept])).toEqual(['custom']);
  });

  it('that spawned each other in a circle count each once', () => {
    const circle = [spawn(1, 'a', { parentAgentId: 'b' }), spawn(2, 'b', { parentAgentId: 'a' })];
    const { subagents } = detailOf(foldAll([...circle, ...events.slice(2, 3), request(0)]), RUN);
    expect(subagents.find(({ id }) => id === null)?.subtree.inputTokens).toBe(11);
    expect(subagents.find(({ id }) => id === 'b')?.subtree.inputTokens).toBe(10);
  });

  it('of an assigned run are those that worked for the session', () => {
    const assignedTo = event('session.start', 'audit-003', {
      second: 0,
      source: 'mcp',
      parentSessionId: RUN,
      agentId: 'a',
    });
    const folded = foldAll([...events, assignedTo]);
    const { subagents } = detailOf(folded, 'audit-003');
    expect(subagents.map(({ id }) => id)).toEqual([null, 'a', 'b']);
    expect(subagents[0]).toMatchObject({ own: { inputTokens: 0 }, subtree: { inputTokens: 110 } });
    expect(detailOf(folded, RUN).subagents[0]?.subtree.inputTokens).toBe(1);
  });
});

describe('the tools of a session', () => {
  it('are counted by name, with how they ended and how long they took', () => {
    const call = (
      second: number,
      state: 'started' | 'succeeded' | 'failed' | 'denied',
      fields = {},
    ) =>
      event('tool.call', RUN, {
        second,
        ...hook,
        toolUseId: `t${String(second)}`,
        toolName: 'Bash',
        state,
        ...fields,
      });
    const folded = foldAll([
      call(1, 'succeeded', { duration: 200 }),
      call(2, 'failed', { duration: 900 }),
      call(3, 'denied'),
      call(4, 'started'),
      event('prompt', RUN, { second: 5, ...hook }),
      call(6, 'started'),
      call(7, 'succeeded', { toolName: 'Read' }),
    ]);
    expect(detailOf(folded, RUN).tools).toEqual([
      { name: 'Bash', calls: 5, failed: 1, denied: 1, open: 1, totalMs: 1_100, maxMs: 900 },
      { name: 'Read', calls: 1, failed: 0, denied: 0, open: 0, totalMs: null, maxMs: null },
    ]);
  });
});

describe('the requests of a session', () => {
  it('are the newest, with both costs, their provenance and their task', () => {
    const folded = foldAll([
      event('task.start', RUN, { second: 0, source: 'mcp', taskId: 'T-1' }),
      request(1, { clientCostMicros: 7 }),
      request(2, { model: 'unknown', agentId: 'a' }),
      event('usage', RUN, { second: 3, source: 'mcp', inputTokens: 5 }),
    ]);
    const { requests } = detailOf(folded, RUN);
    expect(requests).toMatchObject([
      { provenance: 'superseded', inputTokens: 5, clientCostMicros: null },
      { provenance: 'measured', costMicros: null, agentId: 'a', taskId: 'T-1' },
      { costMicros: 10, clientCostMicros: 7, agentId: null, model: 'opus', taskId: 'T-1' },
    ]);
    expect(requests[2]?.task).toBe(taskIds(folded)[0]);
  });

  it('are bounded, and how many more there are is said', () => {
    const many = Array.from({ length: LIMITS.detailRequests + 20 }, (_, second) => request(second));
    const { requests, moreRequests } = detailOf(foldAll(many), RUN);
    expect(requests).toHaveLength(LIMITS.detailRequests);
    expect(requests[0]?.at).toBe(TEN + (many.length - 1) * 1_000);
    expect(moreRequests).toBe(20);
  });
});

describe('the detail of a session', () => {
  it('says that it waits for a person, since when and why', () => {
    const waits = { ...hook, state: 'waiting', reason: 'Asks to use Bash' } as const;
    const { waiting } = detailOf(
      foldAll([event('session.state', RUN, { second: 5, ...waits })]),
      RUN,
    );
    expect(waiting).toEqual({ at: TEN + 5_000, reason: 'Asks to use Bash' });
  });

  it('[USE4] adds up to its session, whatever came in whatever order', () => {
    const random = seeded(3);
    for (const events of [capturedSession(), randomStream(random, 400)]) {
      const folded = foldAll(events);
      const shuffled = foldAll(random.shuffled(events));
      for (const id of sessionIds(folded)) {
        const detail = sessionDetail(folded.state, id, priceOf);
        expectSame(sessionDetail(shuffled.state, id, priceOf), detail);
        const session = sessionView(folded.state, id);
        if (detail === null || session === null) continue;
        const sums = noUsage();
        for (const { own } of detail.subagents) addUsage(sums, own);
        expect(session.usage).toMatchObject(sums);
        expect(detail.subagents[0]?.subtree).toEqual(session.usage);
        expect(detail.tools.reduce((sum, tool) => sum + tool.calls, 0)).toBe(session.toolCalls);
      }
    }
  });

  it('is found by the internal id and, of the newest attempt, by that of the caller', () => {
    const folded = foldAll([
      event('session.start', 'infra-001', { second: 0, source: 'mcp' }),
      event('session.end', 'infra-001', { second: 1, source: 'mcp' }),
      event('session.start', 'infra-001', { second: 2, source: 'mcp' }),
    ]);
    const newest = findShown(folded.state, 'infra-001');
    expect(sessionView(folded.state, newest ?? '')?.attempt).toBe(2);
    expect(findShown(folded.state, newest ?? '')).toBe(newest);
    expect(findShown(folded.state, 'nobody')).toBeNull();
    expect(sessionDetail(folded.state, 'nobody', priceOf)).toBeNull();
  });
});
