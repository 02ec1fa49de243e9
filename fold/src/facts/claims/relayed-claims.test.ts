import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { foldInAnyOrder } from '../../testing/any-order.fixture.ts';
import { event } from '../../testing/events.fixture.ts';
import { sessionOf } from '../../testing/look.fixture.ts';
import { totalsView } from '../../views/totals-view.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const API = '1'.repeat(32);
const APP = '2'.repeat(32);
const RUN = '00000000-1111-4111-8111-111111111111';

type Part = { second?: number; model?: string; tokens?: [number, number]; id?: string };

/** The provider's own span, in a trace of its own, with its ids. */
const relayed = ({ second = 10, model = MODEL, tokens = [100, 10], id = 'a' }: Part = {}) =>
  event('usage', API, {
    second,
    source: 'otlp',
    agentName: 'claude-platform',
    model,
    inputTokens: tokens[0],
    outputTokens: tokens[1],
    requestId: `req_${id}`,
    messageId: `msg_01${id}`,
    span: { trace: API, id: `api ${id}`, parents: [], role: 'call', isRelayed: true },
  });

/** What a library reports that reads the answer alone. */
const answered = ({ second = 9, tokens = [100, 10], id = 'a' }: Part = {}) =>
  event('usage', APP, {
    second,
    source: 'otlp',
    agentName: 'shop',
    model: 'claude-sonnet-4-5',
    inputTokens: tokens[0],
    outputTokens: tokens[1],
    requestId: `msg_01${id} ${String(tokens[0])}/${String(tokens[1])}`,
    messageId: `msg_01${id}`,
    span: { trace: APP, id: `app ${id}`, parents: [], role: 'call' },
  });

/** Claude Code's record, of a version or a way that names no request. */
const recorded = ({ second = 9, model = MODEL, tokens = [60, 10] }: Part = {}) =>
  event('usage', RUN, {
    second,
    source: 'otlp',
    agentName: 'claude-code',
    model,
    inputTokens: tokens[0],
    cacheReadTokens: 40,
    outputTokens: tokens[1],
  });

const used = (...events: TelemetryEvent[]) => {
  const folded = foldInAnyOrder(events);
  const { requests, inputTokens, cacheReadTokens } = totalsView(folded.state).all.usage;
  return { folded, figures: [requests, inputTokens + cacheReadTokens] };
};

describe('[USE2] [FLD1] what the Claude API reports of a request, in any order of arrival,', () => {
  it('counts once, for the app that knows the answer by its id, in another trace', () => {
    const { folded, figures } = used(relayed(), answered());
    expect(figures).toEqual([1, 100]);
    expect(sessionOf(folded, APP).usage.requests).toBe(1);
    expect(sessionOf(folded, API).usage.requests).toBe(0);
  });

  it('counts once, for the session that names no request, by its model, tokens and time', () => {
    const { folded, figures } = used(relayed(), recorded());
    expect(figures).toEqual([1, 100]);
    expect(sessionOf(folded, RUN).usage).toMatchObject({ requests: 1, cacheReadTokens: 40 });
  });

  it('counts once with each of several requests', () => {
    const { figures } = used(
      relayed({ id: 'a', tokens: [100, 10] }),
      relayed({ id: 'b', tokens: [200, 20], second: 20 }),
      recorded({ tokens: [60, 10] }),
      answered({ id: 'b', tokens: [200, 20], second: 19 }),
    );
    expect(figures).toEqual([2, 300]);
  });

  it.each<[string, TelemetryEvent[], number]>([
    ['nobody else does', [relayed()], 1],
    ['other tokens were used', [relayed(), recorded({ tokens: [61, 10] })], 2],
    ['another model was asked', [relayed(), recorded({ model: 'claude-opus-4-6' })], 2],
    ['it was another time', [relayed({ second: 40 }), recorded()], 2],
    ['another answer came', [relayed({ id: 'a' }), answered({ id: 'b' })], 2],
    ['it is no model of that API', [relayed({ model: 'gpt-5' }), recorded({ model: 'gpt-5' })], 2],
  ])('counts by itself where %s', (_, events, requests) => {
    expect(used(...events).figures[0]).toBe(requests);
  });

  it('stands for one request of those who know no id, each for one', () => {
    const [first, second] = [relayed({ id: 'a' }), relayed({ id: 'b', second: 16 })];
    // Of two alike within 15 seconds one is of somebody who sends no telemetry.
    expect(used(first, second, recorded()).figures).toEqual([2, 200]);
    expect(used(first, second, recorded(), recorded({ second: 15 })).figures).toEqual([2, 200]);
    const third = relayed({ id: 'c', second: 25 });
    expect(used(first, second, third, recorded({ second: 24 })).figures).toEqual([3, 300]);
  });

  it('leaves a maker that knows no id to another one, where it is found by its own id or answer', () => {
    const own = event('usage', RUN, {
      second: 9,
      source: 'otlp',
      model: MODEL,
      inputTokens: 100,
      outputTokens: 10,
      requestId: 'req_a',
    });
    const other = {
      ...recorded({ second: 12 }),
      sessionId: '22222222-1111-4111-8111-111111111111',
    };
    const [first, second] = [relayed({ id: 'a' }), relayed({ id: 'b', second: 14 })];
    expect(used(first, second, own, other).figures).toEqual([2, 200]);
    expect(used(first, second, answered({ id: 'a' }), other).figures).toEqual([2, 200]);
    expect(used(first, second, own).figures).toEqual([2, 200]);
  });

  it('is not left to a span around the call that it is of', () => {
    const call = event('usage', APP, {
      second: 9,
      source: 'otlp',
      model: MODEL,
      inputTokens: 100,
      outputTokens: 10,
      requestId: `span ${APP} in`,
      span: { trace: APP, id: 'in', parents: ['out'], role: 'call' },
    });
    const around = event('usage', APP, {
      second: 10,
      source: 'otlp',
      model: MODEL,
      inputTokens: 100,
      outputTokens: 10,
      requestId: `span ${APP} out`,
      span: { trace: APP, id: 'out', parents: [], role: 'call' },
    });
    const two = [relayed({ id: 'a' }), relayed({ id: 'b', second: 16 })];
    expect(used(...two, call, around).figures).toEqual([2, 200]);
  });

  it('is no copy once its maker told it by the same id', () => {
    const own = event('usage', RUN, {
      second: 9,
      source: 'otlp',
      model: MODEL,
      inputTokens: 100,
      outputTokens: 10,
      requestId: 'req_a',
    });
    const { folded, figures } = used(relayed(), own);
    expect(figures).toEqual([1, 100]);
    expect(sessionOf(folded, RUN).usage.requests).toBe(1);
  });

  it('is known by the mark of a long context, or the vendor before it, too', () => {
    for (const model of [`${MODEL}[1m]`, `anthropic/${MODEL}`]) {
      expect(used(relayed(), recorded({ model })).figures[0]).toBe(1);
    }
  });
});
