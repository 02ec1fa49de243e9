import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionOf } from '../../testing/look.fixture.ts';
import { event } from '../../testing/events.fixture.ts';
import {
  type Folded,
  sessionIds,
  expectSame,
  foldAll,
  priceOf,
} from '../../testing/picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';
import { sessionDetail } from './session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const LOG = 'mcp__cm__log_task_start';

const request = (second: number, requestId: string, fields = {}) =>
  event('usage', RUN, {
    second,
    source: 'otlp',
    requestId,
    model: 'opus',
    inputTokens: 10,
    outputTokens: 1,
    ...fields,
  });

const call = (second: number, toolUseId: string, fields = {}) =>
  event('tool.call', RUN, {
    second,
    source: 'otlp',
    toolUseId,
    toolName: 'mcp_tool',
    state: 'succeeded',
    duration: 4,
    ...fields,
  });

const hookOf = (second: number, toolUseId: string, toolName: string) =>
  event('tool.call', RUN, { second, source: 'hook', toolUseId, toolName, state: 'started' });

function detailOf(folded: Folded, sessionId = RUN) {
  const detail = sessionDetail(folded.state, sessionOf(folded, sessionId).id, priceOf);
  if (detail === null) throw new Error('no detail');
  return detail;
}

/** In any order, and reported twice. */
function inAnyOrder(events: readonly TelemetryEvent[], sessionId = RUN) {
  const detail = detailOf(foldAll(events), sessionId);
  for (const order of permutations(events)) {
    expectSame(detailOf(foldAll([...order, ...order]), sessionId), detail);
  }
  return detail;
}

describe('what monitoring costs a session', () => {
  it('is nothing where its tools were not called', () => {
    const events = [request(0, 'r1'), call(1, 't1', { requestId: 'r1', toolName: 'Bash' })];
    const { monitoring } = detailOf(foldAll(events));
    expect(monitoring).toMatchObject({ calls: 0, totalMs: null, unjoinedCalls: 0 });
    expect(monitoring.own.requests + monitoring.shared.requests).toBe(0);
  });

  it('[FLD1] is the requests whose answers called only its tools, those named by a hook', () => {
    const { monitoring, tools } = inAnyOrder([
      request(0, 'r1'),
      call(1, 't1', { requestId: 'r1' }),
      hookOf(1, 't1', LOG),
      request(2, 'r2'),
    ]);
    expect(monitoring).toMatchObject({
      calls: 1,
      totalMs: 4,
      unjoinedCalls: 0,
      own: { requests: 1, inputTokens: 10, outputTokens: 1, costMicros: 15 },
      shared: { requests: 0 },
    });
    expect(tools.map(({ name }) => name)).toEqual([LOG]);
  });

  it('[FLD1] knows a call whose name telemetry keeps to itself by what the call reported', () => {
    const { monitoring, tools } = inAnyOrder([
      request(0, 'r1'),
      call(1, 't1', { requestId: 'r1' }),
      event('task.start', RUN, { second: 1, source: 'mcp', taskId: 'T', toolUseId: 't1' }),
      call(2, 'other', { requestId: 'r2' }),
    ]);
    expect(monitoring).toMatchObject({ calls: 1, own: { requests: 1 } });
    expect(tools.map(({ name }) => name)).toEqual(['log_task_start', 'mcp_tool']);
  });

  it('[FLD1] takes the name that a hook gives before that of the call, and both before none', () => {
    const reported = event('task.start', RUN, {
      second: 1,
      source: 'mcp',
      taskId: 'T',
      toolUseId: 't1',
    });
    const { tools } = inAnyOrder([call(1, 't1'), hookOf(1, 't1', LOG), reported]);
    expect(tools.map(({ name }) => name)).toEqual([LOG]);
  });

  it('a request whose answer called others too is shared, with all it used', () => {
    const { monitoring } = inAnyOrder([
      request(0, 'r1'),
      call(1, 't1', { requestId: 'r1', toolName: LOG }),
      call(1, 't2', { requestId: 'r1', toolName: 'Bash' }),
    ]);
    expect(monitoring).toMatchObject({
      calls: 1,
      own: { requests: 0 },
      shared: { requests: 1, inputTokens: 10 },
    });
  });

  it('says of how many calls nobody tells the request', () => {
    const events = [hookOf(1, 't1', LOG), call(2, 't2', { toolName: LOG, requestId: 'lost' })];
    expect(detailOf(foldAll(events)).monitoring).toMatchObject({ calls: 2, unjoinedCalls: 2 });
  });

  it('[USE4] gives each request to one session: that which owns it, not the calls it made', () => {
    const folded = foldAll([
      request(0, 'r1'),
      call(1, 't1', { requestId: 'r1', duration: 0 }),
      event('session.start', 'infra-001', {
        second: 1,
        source: 'mcp',
        parentSessionId: RUN,
        toolUseId: 't1',
      }),
      request(2, 'r2'),
      call(3, 't2', { requestId: 'r2', toolName: LOG }),
      // Another client in the run's other subagent keeps its own requests to itself.
      request(4, 'r3', { agentId: 'a' }),
    ]);
    const all = sessionIds(folded).flatMap(
      (id) => sessionDetail(folded.state, id, priceOf)?.monitoring ?? [],
    );
    expect(all.reduce((sum, { own }) => sum + own.requests, 0)).toBe(2);
    expect(all.reduce((sum, { calls }) => sum + calls, 0)).toBe(2);
    expect(all.every(({ unjoinedCalls }) => unjoinedCalls === 0)).toBe(true);
  });
});
