import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonValue } from '@bufbuild/protobuf';
import { toProtobuf } from '../../receivers/src/testing/encodings.fixture.ts';
import { EXAMPLES } from '../../receivers/src/testing/otlp-examples.fixture.ts';
import { readCapture } from '../../receivers/src/testing/captures.fixture.ts';
import { attributesOf, nanos, type Values } from '../../receivers/src/testing/otlp.fixture.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';

/**
 * Bodies as agents and libraries in the field send them, each run by an agent with a name of its own, and what
 * the running monitor says that it used.
 */
let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  await monitor.stop();
});

const answerSchema = z.object({
  partialSuccess: z.object({ errorMessage: z.string() }).optional(),
});

async function post(signal: string, body: unknown): Promise<z.infer<typeof answerSchema>> {
  const answer = await ask(monitor, {
    method: 'POST',
    path: `/v1/${signal}`,
    headers: {
      authorization: `Bearer ${monitor.ingestKey}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return answerSchema.parse(JSON.parse(answer.text));
}

/** Within the last hour, so that no figure is of another day. */
const NOW = Date.now() - 600_000;
let spansMade = 0;

type SpanFields = { trace?: string; id?: string; parent?: string; kind?: number; values: Values };

const spanOf = ({ trace = 'a', id, parent, kind = 1, values }: SpanFields): object => ({
  traceId: trace.repeat(32).slice(0, 32),
  spanId: (id ?? String.fromCharCode(97 + (spansMade++ % 6))).repeat(16),
  ...(parent === undefined ? {} : { parentSpanId: parent.repeat(16) }),
  name: 'span',
  kind,
  startTimeUnixNano: nanos(NOW),
  endTimeUnixNano: nanos(NOW + 1_000 + spansMade++),
  attributes: attributesOf(values),
});

const sendSpans = (service: string, ...spans: object[]) =>
  post('traces', {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': service }) },
        scopeSpans: [{ spans }],
      },
    ],
  });

async function usedBy(agent: string, requests: number) {
  const api = apiOf(monitor);
  const { groups } = await eventually(
    () => api.usage('?groupBy=agent'),
    (answer) => answer.fresh && answer.groups.some(({ key }) => key === agent),
  );
  const group = groups.find(({ key }) => key === agent);
  expect(group?.requests).toBe(requests);
  return group;
}

const chat = (input: number, output: number, more: Values = {}): Values => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'claude-sonnet-4-5',
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': output,
  ...more,
});

describe('the running monitor', () => {
  test('[USE3] prices what was read from a cache and written to it by their own prices', async () => {
    const values = chat(12_000, 300, {
      'gen_ai.usage.cache_read.input_tokens': 10_000,
      'gen_ai.usage.cache_write.input_tokens': 1_500,
    });
    await sendSpans('cached', spanOf({ trace: '1', values }));
    expect(await usedBy('cached', 1)).toMatchObject({
      inputTokens: 500,
      cacheReadTokens: 10_000,
      cacheCreationTokens: 1_500,
      outputTokens: 300,
      costMicros: 14_625,
    });
  });

  test('[USE2] counts calls, and nothing that lies around them, whichever comes late', async () => {
    const around = { trace: '2', id: 'f', values: chat(113, 11) };
    await sendSpans(
      'late parent',
      spanOf({ trace: '2', id: 'd', parent: 'f', values: chat(56, 5) }),
    );
    await sendSpans('late parent', spanOf(around));
    await sendSpans(
      'late parent',
      spanOf({ trace: '2', id: 'e', parent: 'f', values: chat(57, 6) }),
    );
    expect(await usedBy('late parent', 2)).toMatchObject({ inputTokens: 113, outputTokens: 11 });
  });

  test('[USE2] counts three conversations that a local server gives one id', async () => {
    for (const [index, size] of [100, 200, 300].entries()) {
      const values = chat(size, size / 10, {
        'gen_ai.response.id': 'chatcmpl-373',
        'gen_ai.conversation.id': `local ${String(index)}`,
      });
      const span = spanOf({ trace: String(index + 3), id: 'c', values });
      await sendSpans('local', span);
      await sendSpans('local', span);
    }
    expect(await usedBy('local', 3)).toMatchObject({ inputTokens: 600, outputTokens: 60 });
  });

  test('[USE2] counts what app, gateway and provider tell once, for the app', async () => {
    const app = { 'gen_ai.conversation.id': 'order 7' };
    await sendSpans('shop', spanOf({ trace: '6', id: 'a', kind: 3, values: chat(40, 4, app) }));
    const relayed = spanOf({ trace: '6', id: 'b', parent: 'a', kind: 2, values: chat(40, 4) });
    await sendSpans('claude-platform', relayed);
    expect(await usedBy('shop', 1)).toMatchObject({ inputTokens: 40, outputTokens: 4 });
  });

  test('[USE2] shows a conversation that is exported in pieces as one session', async () => {
    const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
    await sendSpans(
      'pieces',
      spanOf({ trace: '8', id: 'a', parent: 'c', values: chat(70, 7) }),
      spanOf({ trace: '8', id: 'b', parent: 'c', values: tool }),
    );
    const run = chat(70, 7, {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.conversation.id': 'in pieces',
    });
    await sendSpans('pieces', spanOf({ trace: '8', id: 'c', values: run }));
    expect(await usedBy('pieces', 1)).toMatchObject({ inputTokens: 70, outputTokens: 7 });
    const { items } = await eventually(
      () => apiOf(monitor).sessions(),
      (answer) => answer.fresh && answer.items.some(({ sessionId }) => sessionId === 'in pieces'),
    );
    const own = items.filter(({ agentName }) => agentName === 'pieces');
    expect(own).toMatchObject([{ sessionId: 'in pieces', toolCalls: 1, usage: { requests: 1 } }]);
  });

  test('[USE2] gives a request that the Claude API tells too to the session that made it', async () => {
    const session = '5f0c3a52-7a0e-4b3b-9a44-7d6f4b1c9d10';
    const attributes = attributesOf({
      'event.name': 'api_request',
      'session.id': session,
      request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
      model: 'claude-sonnet-4-5',
      input_tokens: 31,
      output_tokens: 3,
    });
    const api = chat(31, 3, { 'anthropic.request.id': 'req_011CSHoEeqs5C35K2UUqR7Fy' });
    await sendSpans('claude-platform', spanOf({ trace: '9', id: 'a', kind: 2, values: api }));
    await post('logs', {
      resourceLogs: [
        {
          resource: { attributes: attributesOf({ 'service.name': 'claude-code' }) },
          scopeLogs: [{ logRecords: [{ timeUnixNano: nanos(NOW), attributes }] }],
        },
      ],
    });
    expect(await usedBy('claude-code', 1)).toMatchObject({ inputTokens: 31, outputTokens: 3 });
  });

  test('[USE2] counts conversations that a server gives one id that looks like one, whatever they used', async () => {
    for (const [index, size] of [100, 200, 100, 100].entries()) {
      const values = chat(size, size / 10, {
        'gen_ai.response.id': 'chatcmpl-Bx9fKqZ27TnVw4Lm',
        'gen_ai.conversation.id': `constant ${String(index)}`,
      });
      await sendSpans('constant', spanOf({ trace: `d${String(index)}`, id: 'c', values }));
    }
    expect(await usedBy('constant', 4)).toMatchObject({ inputTokens: 500, outputTokens: 50 });
  });

  test('[USE2] counts a chat around calls nowhere, though only a small one of them is known', async () => {
    await sendSpans('partly', spanOf({ trace: 'e1', id: 'f', values: chat(1_000, 100) }));
    await sendSpans('partly', spanOf({ trace: 'e1', id: 'e', parent: 'f', values: chat(100, 10) }));
    expect(await usedBy('partly', 1)).toMatchObject({ inputTokens: 100, outputTokens: 10 });
    await sendSpans('partly', spanOf({ trace: 'e1', id: 'd', parent: 'f', values: chat(900, 90) }));
    const api = apiOf(monitor);
    const whole = await eventually(
      () => api.usage('?groupBy=agent'),
      (answer) => answer.groups.some(({ key, requests }) => key === 'partly' && requests === 2),
    );
    const group = whole.groups.find(({ key }) => key === 'partly');
    expect(group).toMatchObject({ inputTokens: 1_000, outputTokens: 100 });
  });

  test('[USE2] leaves one of two alike requests to an app that sends no telemetry', async () => {
    await sendSpans('kiosk', spanOf({ trace: 'f1', id: 'a', kind: 3, values: chat(77, 7) }));
    for (const id of ['1', '2']) {
      const values = chat(77, 7, { 'anthropic.request.id': `req_011AlikeRequest00${id}` });
      const span = spanOf({ trace: `f${id}0`, id: 'b', kind: 2, values });
      await sendSpans('claude-platform', span);
    }
    expect(await usedBy('kiosk', 1)).toMatchObject({ inputTokens: 77, outputTokens: 7 });
    expect(await usedBy('claude-platform', 1)).toMatchObject({ inputTokens: 77 });
  });

  test('takes histograms beside spans without a word, and lists them', async () => {
    const point = {
      timeUnixNano: nanos(NOW),
      count: '1',
      sum: 40,
      attributes: attributesOf({ 'gen_ai.token.type': 'input' }),
    };
    const metric = {
      name: 'gen_ai.client.token.usage',
      histogram: { aggregationTemporality: 2, dataPoints: [point] },
    };
    const resource = {
      attributes: attributesOf({ 'service.name': 'shop', 'service.version': '9' }),
    };
    const resourceMetrics = [{ resource, scopeMetrics: [{ metrics: [metric] }] }];
    expect(await post('metrics', { resourceMetrics })).toEqual({});
    const listed = await ask(monitor, {
      path: '/v1/unknown-names',
      headers: { authorization: `Bearer ${monitor.adminKey}` },
    });
    expect(listed.text).toContain('"client":"shop","version":"9","kind":"metric"');
  });

  test('[USE2] counts what an app asks of a gateway once, whose spans come alone and the HTTP call between first', async () => {
    const http = { 'http.request.method': 'POST' };
    const made = spanOf({ trace: 'b', id: '1', kind: 3, values: chat(50, 5) });
    await sendSpans(
      'till',
      spanOf({ trace: 'b', id: '2', parent: '1', kind: 3, values: http }),
      made,
    );
    const server = { 'http.route': '/v1/chat/completions' };
    await sendSpans(
      'till',
      spanOf({ trace: 'b', id: '3', parent: '2', kind: 2, values: server }),
      spanOf({ trace: 'b', id: '4', parent: '3', values: chat(50, 5) }),
    );
    expect(await usedBy('till', 1)).toMatchObject({ inputTokens: 50, outputTokens: 5 });
  });

  test('[USE3] counts what was heard and said, and gives it no price of text', async () => {
    const values = {
      ...chat(100, 50, { 'gen_ai.operation.name': 'generate_live_content' }),
      'gen_ai.request.model': 'gpt-realtime',
      'gen_ai.usage.audio.input_tokens': 90,
    };
    await sendSpans('speaker', spanOf({ trace: 'c', values }));
    expect(await usedBy('speaker', 1)).toMatchObject({
      inputTokens: 100,
      outputTokens: 50,
      costMicros: 0,
      unpricedRequests: 1,
    });
  });

  test("answers the standard's own examples alike in both encodings", async () => {
    for (const [name, signal, json] of EXAMPLES) {
      const sent: JsonValue = JSON.parse(JSON.stringify(json));
      const inJson = await post(signal, sent);
      const inProtobuf = await ask(monitor, {
        method: 'POST',
        path: `/v1/${signal}`,
        headers: {
          authorization: `Bearer ${monitor.ingestKey}`,
          'content-type': 'application/x-protobuf',
        },
        body: Buffer.from(toProtobuf(signal, sent)),
      });
      expect(inProtobuf.status, name).toBe(200);
      expect(inProtobuf.text).toContain(inJson.partialSuccess?.errorMessage);
    }
  });

  test('says which count is none', async () => {
    const values = chat(1, 1, { 'gen_ai.usage.output_tokens': 'many' });
    expect(await sendSpans('odd', spanOf({ trace: '7', values }))).toMatchObject({
      partialSuccess: { errorMessage: expect.stringContaining('gen_ai.usage.output_tokens') },
    });
  });

  test.each([
    [
      'codex-plain',
      'codex_exec',
      1,
      { inputTokens: 2_000, cacheReadTokens: 10_000, outputTokens: 300 },
    ],
    [
      'gemini-tools',
      'gemini-cli',
      4,
      { inputTokens: 10_500, cacheReadTokens: 26_100, outputTokens: 133 },
    ],
  ])('[USE2] counts the capture %s as its API said', async (run, agent, requests, figures) => {
    for (const { signal, bytes } of readCapture(run)) {
      await post(signal, JSON.parse(new TextDecoder().decode(bytes)));
    }
    expect(await usedBy(agent, requests)).toMatchObject(figures);
  });
});
