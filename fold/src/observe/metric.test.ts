import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { foldAll, foldOne, hoursOf, taskIds } from '../testing/picture.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const reported = { source: 'mcp', parentSessionId: RUN } as const;
const at = (second: number): number => TEN + second * 1_000;

const tokens = (
  second: number,
  {
    from,
    value,
    type = 'input',
    model = 'opus',
  }: { from: number; value: number; type?: string; model?: string },
) =>
  event('metric', RUN, {
    second,
    source: 'otlp',
    name: 'tokens',
    value,
    startAt: at(from),
    attributes: { type, model },
  });
const cost = (second: number, from: number, value: number): TelemetryEvent =>
  event('metric', RUN, { second, source: 'otlp', name: 'cost', value, startAt: at(from) });
const request = event('usage', RUN, {
  second: 30,
  source: 'otlp',
  requestId: 'r1',
  inputTokens: 90,
  outputTokens: 10,
  model: 'opus',
});

describe('metrics of a run that no request tells of', () => {
  const deltas = [
    tokens(60, { from: 0, value: 100 }),
    tokens(120, { from: 60, value: 50 }),
    tokens(60, { from: 0, value: 10, type: 'output' }),
    tokens(60, { from: 0, value: 7_000, type: 'cacheRead' }),
    tokens(60, { from: 0, value: 30, type: 'cacheCreation' }),
    cost(60, 0, 812),
    cost(120, 60, 8),
  ];

  it('[USE2] count as measured, priced by model, without a task or a request', () => {
    const task = event('task.start', RUN, { second: 0, source: 'mcp', taskId: 't' });
    const folded = foldAll([task, ...deltas]);
    const session = sessionOf(folded, RUN);
    expect(session.usage.measured).toEqual({
      requests: 0,
      inputTokens: 150,
      outputTokens: 10,
      cacheReadTokens: 7_000,
      cacheCreationTokens: 30,
      costMicros: 200,
      unpricedRequests: 0,
    });
    expect(session.clientCostMicros).toBe(820);
    expect(session.completeness).toBeNull();
    expect(totalsView(folded.state).all.usage.inputTokens).toBe(150);
    const figures = folded.state.tasks.get(taskIds(folded)[0] ?? '');
    expect(figures?.usage.inputTokens).toBe(0);
  });

  it('[USE2] count once, however often and in whatever order they come', () => {
    const again = foldAll([...deltas.toReversed(), ...deltas]);
    expect(sessionOf(again, RUN).usage).toEqual(sessionOf(foldAll(deltas), RUN).usage);
  });

  it('[USE2] [FLD1] of a counter that resets within a minute count both times, in any order', () => {
    const readings = [
      tokens(0, { from: 0, value: 100 }),
      tokens(10, { from: 0, value: 20 }),
      tokens(20, { from: 0, value: 50 }),
      tokens(70, { from: 0, value: 80 }),
    ];
    expect(sessionOf(foldInAnyOrder(readings), RUN).usage.inputTokens).toBe(100 + 50 + 30);
  });

  it('[USE2] [FLD1] of a machine that slept for days grow from the reading before', () => {
    const day = 86_400;
    const readings = [
      tokens(0, { from: 0, value: 100 }),
      tokens(3 * day, { from: 0, value: 150 }),
      tokens(9 * day, { from: 0, value: 150 }),
    ];
    expect(sessionOf(foldInAnyOrder(readings), RUN).usage.inputTokens).toBe(150);
  });

  it('[USE2] [FLD1] whose export was cut off for days of work grow from the reading before', () => {
    const hours = (from: number, to: number): TelemetryEvent[] =>
      Array.from({ length: to - from }, (_, hour) =>
        event('prompt', RUN, { second: (from + hour) * 3_600, source: 'hook', length: 3 }),
      );
    const readings = [
      tokens(0, { from: 0, value: 100 }),
      tokens(60 * 3_600, { from: 0, value: 150 }),
      tokens(61 * 3_600, { from: 0, value: 20 }),
    ];
    for (const order of [readings, readings.toReversed()]) {
      for (const events of [
        [...hours(1, 60), ...order],
        [...order, ...hours(1, 60)],
        [...order.slice(0, 1), ...hours(1, 60), ...order.slice(1)],
      ]) {
        expect(sessionOf(foldAll(events), RUN).usage.inputTokens).toBe(100 + 50 + 20);
      }
    }
  });

  it('[USE2] [FLD1] of a counter that resets twice within a minute, of two series, in any order', () => {
    const readings = [
      tokens(1, { from: 0, value: 100 }),
      tokens(12, { from: 0, value: 20 }),
      tokens(31, { from: 0, value: 5 }),
      tokens(33, { from: 0, value: 9, type: 'output' }),
      tokens(61, { from: 0, value: 7 }),
    ];
    const { usage } = sessionOf(foldInAnyOrder(readings), RUN);
    expect([usage.inputTokens, usage.outputTokens]).toEqual([100 + 20 + 7, 9]);
  });

  it('[USE2] [FLD1] of a counter whose start time says that it was reset within a minute, in any order', () => {
    const readings = [
      tokens(10, { from: 0, value: 100 }),
      tokens(20, { from: 15, value: 100 }),
      tokens(40, { from: 15, value: 130 }),
      tokens(50, { from: 45, value: 1 }),
    ];
    expect(sessionOf(foldInAnyOrder(readings), RUN).usage.inputTokens).toBe(100 + 130 + 1);
  });

  it('[USE2] [FLD1] of a counter that resets at the turn of a minute and of an hour, in any order', () => {
    const readings = [
      tokens(3_599, { from: 0, value: 100 }),
      tokens(3_600, { from: 0, value: 3 }),
      tokens(3_601, { from: 0, value: 4 }),
      tokens(7_201, { from: 0, value: 2 }),
    ];
    expect(sessionOf(foldInAnyOrder(readings), RUN).usage.inputTokens).toBe(100 + 4 + 2);
  });

  it('[USE3] of an unknown model are unpriced, never free', () => {
    const { usage } = sessionOf(
      foldAll([tokens(60, { from: 0, value: 5, type: 'input', model: 'unknown' })]),
      RUN,
    );
    expect(usage).toMatchObject({ inputTokens: 5, costMicros: 0, unpricedRequests: 1 });
  });

  it('[USE1] take the place of self-reports, of the linked session too', () => {
    const events = [
      event('session.start', 'infra-001', { second: 0, ...reported }),
      event('usage', 'infra-001', { second: 40, ...reported, inputTokens: 999 }),
      tokens(60, { from: 0, value: 100 }),
    ];
    for (const order of [events, events.toReversed()]) {
      const session = sessionOf(foldAll(order), 'infra-001');
      expect(session.usage.inputTokens).toBe(100);
      expect(session.isReportedCounted).toBe(false);
    }
  });
});

describe('a cumulative counter', () => {
  const readings = [
    tokens(60, { from: 0, value: 100 }),
    tokens(120, { from: 0, value: 130 }),
    tokens(3_700, { from: 0, value: 150 }),
    tokens(3_730, { from: 0, value: 155 }),
    // The process restarted.
    tokens(3_800, { from: 3_790, value: 20 }),
  ];

  it('[USE2] counts what it grew by, over minutes, hours and a reset', () => {
    for (const order of [readings, readings.toReversed()]) {
      const folded = foldAll(order);
      expect(sessionOf(folded, RUN).usage.inputTokens).toBe(175);
      const hours = hoursOf(folded).map((hour) => {
        const facts = [...folded.state.facts.facts(hour)];
        const parts = facts.map((fact) => fact.contribution?.usage?.inputTokens ?? 0);
        return parts.reduce((sum, part) => sum + part, 0);
      });
      expect(hours.sort((a, b) => a - b)).toEqual([45, 130]);
    }
  });

  it('[USE2] that fell without saying so was reset', () => {
    const folded = foldAll([...readings.slice(0, 2), tokens(180, { from: 0, value: 40 })]);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(170);
  });
});

describe('metrics beside requests', () => {
  it('[USE2] add nothing, whichever came first, and leave rows of zeros at most', () => {
    for (const order of [
      [tokens(60, { from: 0, value: 120 }), cost(60, 0, 9), request],
      [request, tokens(60, { from: 0, value: 120 }), cost(60, 0, 9)],
    ]) {
      const session = sessionOf(foldAll(order), RUN);
      expect(session.usage).toMatchObject({ requests: 1, inputTokens: 90, outputTokens: 10 });
      expect(session.clientCostMicros).toBe(0);
    }
  });

  it('[USE5] tell how complete the requests are where no record is numbered', () => {
    const folded = foldAll([
      request,
      tokens(60, { from: 0, value: 120 }),
      tokens(61, { from: 0, value: 5, type: 'output' }),
    ]);
    const completeness = { of: 'tokens', received: 100, expected: 125 };
    expect(sessionOf(folded, RUN).completeness).toEqual(completeness);
    expect(totalsView(folded.state).all.completeness).toEqual(completeness);
    const late = { source: 'otlp', process: '5@0', from: 5, to: 9, count: 5 } as const;
    foldOne(folded, event('sequence', RUN, { second: 0, ...late }));
    expect(sessionOf(folded, RUN).completeness).toEqual(completeness);
    const numbered = { source: 'otlp', process: '0@0', from: 0, to: 9, count: 10 } as const;
    const better = foldAll([
      request,
      tokens(60, { from: 0, value: 120 }),
      event('sequence', RUN, { second: 0, ...numbered }),
    ]);
    expect(sessionOf(better, RUN).completeness).toMatchObject({ of: 'records', received: 10 });
  });

  it('[USE5] that are not exported yet make nothing incomplete, nor more than whole', () => {
    const { completeness } = sessionOf(foldAll([request, tokens(20, { from: 0, value: 60 })]), RUN);
    expect(completeness).toEqual({ of: 'tokens', received: 100, expected: 100 });
  });

  it('[USE5] are compared with what a request is known to be in the end', () => {
    const early = event('usage', RUN, {
      second: 29,
      source: 'transcript',
      requestId: 'r1',
      inputTokens: 90,
      outputTokens: 1,
    });
    const { completeness } = sessionOf(
      foldAll([early, tokens(60, { from: 0, value: 120 }), request, early]),
      RUN,
    );
    expect(completeness).toMatchObject({ received: 100, expected: 120 });
  });
});

describe('other metrics', () => {
  it('are facts that add nothing: lines, types of tokens nobody knows, empty readings', () => {
    const lines = event('metric', RUN, { second: 1, source: 'otlp', name: 'lines', value: 12 });
    const session = sessionOf(
      foldAll([
        lines,
        tokens(2, { from: 0, value: 5, type: 'thinking' }),
        tokens(3, { from: 0, value: 0 }),
      ]),
      RUN,
    );
    expect(session.usage).toMatchObject({ inputTokens: 0, requests: 0 });
    expect(session.isReportedCounted).toBe(true);
  });
});
