import { context, trace, type Attributes } from '@opentelemetry/api';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';

/** An agent that is not Claude Code, instrumented with the OpenTelemetry SDK for JavaScript. */
let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  await monitor.stop();
});

const EXPORTERS = {
  json: { Traces: JsonTraces, Logs: JsonLogs },
  protobuf: { Traces: ProtobufTraces, Logs: ProtobufLogs },
} as const;

type Encoding = keyof typeof EXPORTERS;

/** Runs an agent: two calls of a model, one of them reported by an event too, and a tool. */
async function runAgent(agent: string, encodings: readonly Encoding[]): Promise<void> {
  const resource = resourceFromAttributes({ 'service.name': agent });
  const headers = { authorization: `Bearer ${monitor.ingestKey}` };
  const traces = new TracerProvider({
    resource,
    spanProcessors: encodings.map((encoding) => {
      const { Traces } = EXPORTERS[encoding];
      return new BatchSpanProcessor({
        exporter: new Traces({ url: `${monitor.url}/v1/traces`, headers }),
      });
    }),
  });
  const logs = new LoggerProvider({
    resource,
    processors: encodings.map((encoding) => {
      const { Logs } = EXPORTERS[encoding];
      return new BatchLogRecordProcessor({
        exporter: new Logs({ url: `${monitor.url}/v1/logs`, headers }),
      });
    }),
  });
  const tracer = traces.getTracer('agent');
  const record = (name: string, attributes: Attributes) => {
    const span = tracer.startSpan(name, {
      attributes: { 'gen_ai.conversation.id': `${agent} conversation`, ...attributes },
    });
    span.end();
    return trace.setSpan(context.active(), span);
  };
  record('chat gpt-5', chat('resp_1', 100, 20));
  const attributes = {
    'gen_ai.conversation.id': `${agent} conversation`,
    ...chat('resp_2', 50, 5),
  };
  const ofSecond = record('chat gpt-5', attributes);
  logs.getLogger('agent').emit({
    eventName: 'gen_ai.client.inference.operation.details',
    context: ofSecond,
    attributes,
    body: { 'gen_ai.input.messages': [{ role: 'user', parts: [{ content: 'secret words' }] }] },
  });
  record('execute_tool search', {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'search',
    'gen_ai.tool.call.id': `${agent} call`,
  });
  record('GET /', { 'http.request.method': 'GET' });
  await traces.shutdown();
  await logs.shutdown();

  function chat(id: string, input: number, output: number): Attributes {
    return {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.id': `${agent} ${id}`,
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
    };
  }
}

test.each<[string, Encoding[]]>([
  ['JSON', ['json']],
  ['protobuf', ['protobuf']],
  ['both', ['json', 'protobuf']],
])(
  '[USE2] [PRX4] an agent that exports %s is a session with its model, tokens and tools, each once',
  async (name, encodings) => {
    const agent = `planner-${name}`;
    await runAgent(agent, encodings);
    const api = apiOf(monitor);
    const { items } = await eventually(
      () => api.sessions(),
      (answer) => answer.fresh && answer.items.some(({ agentName }) => agentName === agent),
    );
    const session = items.find(({ agentName }) => agentName === agent);
    const figures = {
      requests: 2,
      inputTokens: 150,
      outputTokens: 25,
      measured: { requests: 2 },
      reported: { requests: 0 },
    };
    expect(session).toMatchObject({
      sessionId: `${agent} conversation`,
      model: 'gpt-5',
      toolCalls: 1,
      openTools: [],
      errors: 0,
      usage: figures,
    });
    const { groups } = await api.usage('?groupBy=agent');
    expect(groups.find(({ key }) => key === agent)).toMatchObject(figures);
    const { usage } = await api.session(session?.id ?? '');
    expect(usage).toMatchObject([{ ...figures, agentId: null, model: 'gpt-5' }]);
    const events = await ask(monitor, {
      path: `/v1/events?session=${session?.id ?? ''}`,
      headers: { authorization: `Bearer ${monitor.readKey}` },
    });
    expect(events).toMatchObject({ status: 200, text: expect.stringContaining('resp_1') });
    expect(events.text).not.toContain('secret words');
  },
);
