import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { answerKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { foldInAnyOrder } from '../../testing/any-order.fixture.ts';
import { event } from '../../testing/events.fixture.ts';
import { foldAll, type Folded } from '../../testing/picture.fixture.ts';
import { totalsView } from '../../views/totals-view.ts';

const CONSTANT = 'chatcmpl-Bx9fKqZ27TnVw4Lm';

type Sent = {
  conversation: string;
  tokens: readonly [input: number, output: number];
  trace?: string;
  span?: string;
  isRelayed?: true;
};

function sent({ conversation, tokens, span = 'a', ...more }: Sent): TelemetryEvent {
  const [inputTokens, outputTokens] = tokens;
  const { trace = `trace of ${conversation}`, isRelayed } = more;
  return event('usage', conversation, {
    second: 5,
    source: 'otlp',
    agentName: 'planner',
    model: 'qwen3',
    inputTokens,
    outputTokens,
    requestId: answerKeyOf(CONSTANT, { input: inputTokens, output: outputTokens }),
    messageId: CONSTANT,
    span: { trace, id: span, parents: [], role: 'call', ...(isRelayed ? { isRelayed } : {}) },
  });
}

const usedIn = ({ state }: Folded) => {
  const { requests, inputTokens, outputTokens } = totalsView(state).all.usage;
  return [requests, inputTokens, outputTokens];
};

describe('[USE2] [FLD1] an id that a server writes into each answer', () => {
  it('is none: conversations with the same tokens count each, in any order', () => {
    const one = sent({ conversation: 'one', tokens: [100, 10] });
    const two = sent({ conversation: 'two', tokens: [200, 20] });
    const three = sent({ conversation: 'three', tokens: [100, 10] });
    const four = sent({ conversation: 'four', tokens: [100, 10] });
    expect(usedIn(foldInAnyOrder([one, two, three, four]))).toEqual([4, 500, 50]);
  });

  it('is none for what comes after many of the same tokens', () => {
    const alike = Array.from({ length: 30 }, (_, index) =>
      sent({ conversation: `c-${String(index)}`, tokens: [100, 10] }),
    );
    expect(usedIn(foldAll(alike))).toEqual([1, 100, 10]);
    const other = sent({ conversation: 'other', tokens: [7, 1] });
    const later = sent({ conversation: 'later', tokens: [100, 10] });
    expect(usedIn(foldAll([...alike, other, later]))).toEqual([32, 3107, 311]);
    expect(LIMITS.repeatedIds).toBeGreaterThan(alike.length);
  });

  it('is one where one conversation reports it twice, or another trace of the same request', () => {
    const one = sent({ conversation: 'one', tokens: [100, 10] });
    const again = sent({ conversation: 'one', tokens: [100, 10] });
    const copy = sent({ conversation: 'two', tokens: [100, 10] });
    expect(usedIn(foldInAnyOrder([one, again, copy]))).toEqual([1, 100, 10]);
  });

  it('is one where a span around calls, of a session of its own, has the id of the last', () => {
    const trace = 'trace of one';
    const sum = sent({ conversation: 'sum', tokens: [150, 15], trace, span: 'sum' });
    const call = sent({ conversation: 'one', tokens: [100, 10], span: 'call' });
    expect(usedIn(foldInAnyOrder([sum, call]))).toEqual([2, 250, 25]);
    const gateway = { conversation: 'gate', isRelayed: true } as const;
    const again = sent({ ...gateway, tokens: [100, 10] });
    expect(usedIn(foldInAnyOrder([sum, call, again]))).toEqual([2, 250, 25]);
  });

  it('is one where a gateway counts it otherwise', () => {
    const one = sent({ conversation: 'one', tokens: [100, 10] });
    const gateway = sent({ conversation: 'gate', tokens: [105, 10], isRelayed: true });
    const copy = sent({ conversation: 'two', tokens: [100, 10] });
    expect(usedIn(foldInAnyOrder([one, gateway, copy]))).toEqual([2, 205, 20]);
  });
});
