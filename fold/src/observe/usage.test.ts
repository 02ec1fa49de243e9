import { describe, expect, it } from 'vitest';
import { event, MONDAY } from '../testing/events.fixture.ts';
import { sessionOf, taskOf } from '../testing/look.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const viaMcp = { source: 'mcp', parentSessionId: RUN } as const;
const declared = event('session.start', 'infra-001', { second: 0, ...viaMcp, agentName: 'infra' });
const reported = event('usage', 'infra-001', {
  second: 10,
  source: 'mcp',
  inputTokens: 500,
  model: 'opus',
});
const measured = event('usage', RUN, {
  second: 12,
  source: 'otlp',
  requestId: 'r1',
  inputTokens: 40,
  outputTokens: 2,
  model: 'opus',
  clientCostMicros: 55,
});

describe('reported usage', () => {
  it('[USE1] counts while no linked run is measured', () => {
    const session = sessionOf(foldAll([declared, reported]), 'infra-001');
    expect(session.usage).toMatchObject({ requests: 1, inputTokens: 500, costMicros: 500 });
    expect(session.usage.reported.inputTokens).toBe(500);
    expect(session.isReportedCounted).toBe(true);
  });

  it('[USE1] is shown, not added, as soon as a linked run is measured', () => {
    const folded = foldAll([declared, reported, measured]);
    const session = sessionOf(folded, 'infra-001');
    expect(session.usage).toMatchObject({ requests: 1, inputTokens: 40, outputTokens: 2 });
    expect(session.usage.reported).toMatchObject({ requests: 1, inputTokens: 500 });
    expect(session.isReportedCounted).toBe(false);
    expect(totalsView(folded.state).all.usage.inputTokens).toBe(40);
  });

  it('[USE1] is taken back from task and totals when the link comes last', () => {
    const start = event('task.start', 'infra-001', { second: 5, source: 'mcp', taskId: 't' });
    const folded = foldAll([start, reported, measured]);
    expect(taskOf(folded, 't').usage.inputTokens).toBe(500);
    const assignedTo = foldAll([start, reported, measured, declared]);
    expect(taskOf(assignedTo, 't').usage).toMatchObject({ inputTokens: 40, requests: 1 });
    expect(taskOf(assignedTo, 't').usage.reported.inputTokens).toBe(500);
  });

  it('[USE1] still counts for a session whose run is another one', () => {
    const other = event('usage', 'audit-003', { second: 10, source: 'mcp', inputTokens: 7 });
    expect(sessionOf(foldAll([declared, measured, other]), 'audit-003').usage.inputTokens).toBe(7);
  });

  it('of running totals adds what it grew by, and starts from zero when it fell', () => {
    const reading = (second: number, inputTokens: number) =>
      event('usage', 'infra-001', { second, source: 'mcp', inputTokens, cumulative: true });
    const first = [reading(1, 100), reading(3, 160)];
    expect(sessionOf(foldAll(first), 'infra-001').usage.inputTokens).toBe(160);
    const late = foldAll([...first, reading(2, 130)]);
    expect(sessionOf(late, 'infra-001').usage.inputTokens).toBe(160);
    const again = foldAll([...first, reading(4, 30)]);
    expect(sessionOf(again, 'infra-001').usage.inputTokens).toBe(190);
  });
});

describe('measured usage', () => {
  it('[USE2] of one request counts once, whoever tells it, by the word of the better source', () => {
    const transcript = event('usage', RUN, {
      second: 12,
      source: 'transcript',
      requestId: 'r1',
      inputTokens: 40,
      outputTokens: 1,
      cacheReadTokens: 9,
    });
    const session = sessionOf(foldAll([transcript, measured]), RUN);
    expect(session.usage).toMatchObject({ requests: 1, inputTokens: 40, outputTokens: 2 });
  });

  it('[USE2] of different requests whose ids look like keys of other facts stays apart', () => {
    const folded = foldAll([
      measured,
      event('usage', RUN, { second: 13, source: 'api', id: 'request r1', inputTokens: 7 }),
      event('error', RUN, { second: 13, source: 'hook', id: 'tool t', errorType: 'x' }),
      event('tool.call', RUN, { second: 13, source: 'hook', toolUseId: 't', state: 'started' }),
    ]);
    const session = sessionOf(folded, RUN);
    expect(session.usage.measured.inputTokens).toBe(40);
    expect(session.usage.reported.inputTokens).toBe(7);
    expect(session).toMatchObject({ errors: 1, toolCalls: 1 });
  });

  it('[USE3] of an unknown model is unpriced, not free, and keeps the client’s own figure', () => {
    const unknown = event('usage', RUN, {
      second: 12,
      source: 'otlp',
      requestId: 'r2',
      inputTokens: 9,
      model: 'unknown',
      clientCostMicros: 3,
    });
    const session = sessionOf(foldAll([measured, unknown]), RUN);
    expect(session.usage).toMatchObject({ requests: 2, costMicros: 50, unpricedRequests: 1 });
    expect(session.clientCostMicros).toBe(58);
  });

  it('[USE4] of another day stays in all time and leaves today', () => {
    const yesterday = event('usage', RUN, {
      second: 0,
      source: 'otlp',
      requestId: 'r0',
      inputTokens: 1_000,
      time: MONDAY - 1,
    });
    const totals = totalsView(foldAll([yesterday, measured]).state);
    expect(totals.all.usage.inputTokens).toBe(1_040);
    expect(totals.day).toMatchObject({ at: MONDAY, usage: { inputTokens: 40 } });
  });
});

describe('the context', () => {
  it('is that of the main loop, also where only what asked tells a subagent apart', () => {
    const usageOf = (second: number, querySource: string) =>
      event('usage', RUN, {
        second,
        source: 'otlp',
        requestId: `asked ${querySource}`,
        inputTokens: second,
        querySource,
      });
    const others = ['agent:builtin:Explore', 'agent:custom', 'compact', 'session_title'];
    for (const main of ['sdk', 'repl_main_thread', 'repl_main_thread:outputStyle:x']) {
      const events = [usageOf(1, main), ...others.map((by, index) => usageOf(2 + index, by))];
      expect(sessionOf(foldAll(events), RUN).context?.tokens).toBe(1);
    }
  });

  it('is the input and cache of the main loop’s last request, where nothing gauges it', () => {
    const folded = foldAll([
      measured,
      event('usage', RUN, {
        second: 14,
        source: 'otlp',
        requestId: 'r3',
        inputTokens: 9,
        agentId: 'a',
      }),
      event('usage', RUN, {
        second: 13,
        source: 'otlp',
        requestId: 'r2',
        inputTokens: 5,
        cacheReadTokens: 60,
        contextWindow: 200_000,
      }),
    ]);
    const { context } = sessionOf(folded, RUN);
    expect(context).toMatchObject({ tokens: 65, window: 200_000, provenance: 'measured' });
  });

  it('is the gauge where there is one, until a request was measured after it', () => {
    const contextReading = (second: number) =>
      event('session.context', RUN, { second, source: 'hook', contextTokens: 77 });
    expect(sessionOf(foldAll([measured, contextReading(10_000)]), RUN).context?.tokens).toBe(77);
    expect(sessionOf(foldAll([measured, contextReading(1)]), RUN).context?.tokens).toBe(40);
  });
});
