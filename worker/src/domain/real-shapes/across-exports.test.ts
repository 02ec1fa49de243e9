import { fold, memoryStorage, newFoldState, recordsSaved, saveRecords } from '@claude-monitor/fold';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import { normaliseOtlp } from '@claude-monitor/receivers';
import { describe, expect, test } from 'vitest';
import { permutations } from '../../../../protocol/src/testing/random.ts';
import { listPrice } from '../pricing/pricing.ts';
import { genAi, SONNET, type Values } from './shape.fixture.ts';

/** A trace whose spans come in as many exports as there are, for each batch goes out when it is full. */

const AT = Date.UTC(2026, 4, 4, 12);
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const nanos = (ms: number): string => `${String(ms)}000000`;

type Sent = {
  id: string;
  in?: string;
  name: string;
  values: Values;
  trace?: string;
  kind?: number;
};

const attributesOf = (values: Values): object[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));

function exported(spans: readonly Sent[], service = 'shop'): TelemetryEvent[] {
  const result = normaliseOtlp('traces', {
    json: {
      resourceSpans: [
        {
          resource: { attributes: attributesOf({ 'service.name': service }) },
          scopeSpans: [
            {
              spans: spans.map((span) => ({
                traceId: span.trace ?? TRACE,
                spanId: span.id.repeat(16),
                ...(span.in === undefined ? {} : { parentSpanId: span.in.repeat(16) }),
                name: span.name,
                kind: span.kind ?? 1,
                startTimeUnixNano: nanos(AT),
                endTimeUnixNano: nanos(AT + 100),
                attributes: attributesOf(span.values),
              })),
            },
          ],
        },
      ],
    },
  });
  if (!result.ok) throw new Error(result.message);
  expect(result.batch.refused).toEqual([]);
  return result.batch.events;
}

const priceOf = listPrice();

function figuresOf(exports: readonly TelemetryEvent[][]) {
  const storage = memoryStorage();
  const state = newFoldState({ storage });
  for (const [index, event] of exports.flat().entries()) {
    fold(state, event, { seq: index + 1, priceOf });
  }
  saveRecords(state);
  recordsSaved(state);
  const shown = storage
    .keys('session')
    .map((key) => state.sessions.get(key))
    .filter((session) => session?.hasOwnEvents === true && session.shownAs === null);
  const figures = [...storage.keys('session')].flatMap(
    (key) => state.sessions.get(key)?.attempts.map(({ figures: of }) => of) ?? [],
  );
  const sum = (pick: (of: (typeof figures)[number]) => number): number =>
    figures.reduce((total, of) => total + pick(of), 0);
  return {
    sessions: shown.map((session) => session?.sessionId),
    requests: sum(({ usage }) => usage.requests),
    input: sum(({ usage }) => usage.inputTokens),
    output: sum(({ usage }) => usage.outputTokens),
    tools: sum(({ toolCalls }) => toolCalls),
  };
}

const agent = (values: Values = {}): Sent => ({
  id: '1',
  name: 'invoke_agent planner',
  values: { ...genAi('invoke_agent', SONNET, { input: 113, output: 11 }), ...values },
});
const step: Sent = { id: '2', in: '1', name: 'step', values: {} };
const call = (
  id: string,
  {
    input,
    output,
    parent = '2',
    values = {},
  }: { input: number; output: number; parent?: string; values?: Values },
): Sent => ({
  id,
  in: parent,
  name: `chat ${SONNET}`,
  values: { ...genAi('chat', SONNET, { input, output }), ...values },
});
const tool: Sent = {
  id: '7',
  in: '2',
  name: 'execute_tool search',
  values: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
};
const IN_CHAT = { 'gen_ai.conversation.id': 'conversation-1' };

describe('[USE2] [FLD1] the spans of a trace in several exports, in any order of arrival,', () => {
  test.each<[string, Sent[][], object]>([
    [
      'whose root alone names the conversation and comes last',
      [
        [call('3', { input: 56, output: 5 })],
        [call('4', { input: 57, output: 6 })],
        [tool],
        [step],
        [agent(IN_CHAT)],
      ],
      { sessions: ['conversation-1'], requests: 2, input: 113, output: 11, tools: 1 },
    ],
    [
      'whose call names the conversation, and its root none',
      [
        [call('3', { input: 56, output: 5, parent: '2', values: IN_CHAT })],
        [call('4', { input: 57, output: 6 })],
        [tool],
        [step],
        [agent()],
      ],
      { sessions: ['conversation-1'], requests: 2, input: 113, output: 11, tools: 1 },
    ],
    [
      'whose tool names the conversation',
      [
        [call('3', { input: 56, output: 5 })],
        [{ ...tool, values: { ...tool.values, ...IN_CHAT } }, step],
        [agent()],
      ],
      { sessions: ['conversation-1'], requests: 1, input: 56, output: 5, tools: 1 },
    ],
    [
      'that names none',
      [
        [call('3', { input: 56, output: 5 })],
        [call('4', { input: 57, output: 6 })],
        [tool],
        [step],
        [agent()],
      ],
      { sessions: [TRACE], requests: 2, input: 113, output: 11, tools: 1 },
    ],
    [
      'whose agents lie in each other',
      [
        [call('3', { input: 56, output: 5, parent: '5' })],
        [{ ...agent(), id: '5', in: '2' }],
        [call('4', { input: 57, output: 6 })],
        [step],
        [agent(IN_CHAT)],
      ],
      { sessions: ['conversation-1'], requests: 2, input: 113, output: 11, tools: 0 },
    ],
  ])('%s', (_, exports, truth) => {
    for (const order of permutations(exports)) {
      expect(figuresOf(order.map((spans) => exported(spans)))).toEqual(truth);
    }
  });

  test('and two traces of one conversation', () => {
    const other = 'b'.repeat(32);
    const exports = [
      [call('3', { input: 56, output: 5 })],
      [step, agent(IN_CHAT)],
      [{ ...call('3', { input: 57, output: 6 }), trace: other }],
      [
        { ...step, trace: other },
        { ...agent(IN_CHAT), trace: other },
      ],
    ];
    for (const order of permutations(exports)) {
      expect(figuresOf(order.map((spans) => exported(spans)))).toMatchObject({
        sessions: ['conversation-1'],
        requests: 2,
        input: 113,
      });
    }
  });
});
