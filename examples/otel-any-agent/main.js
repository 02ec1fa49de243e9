import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { dashboardUrl, eventually, ingestKey, url } from '../monitor.js';

const conversation = `research ${Date.now()}`;
const agent = 'research-agent';

const exporter = new OTLPTraceExporter({
  url: `${url}/v1/traces`,
  headers: { authorization: `Bearer ${ingestKey}` },
});
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': agent }),
  spanProcessors: [new BatchSpanProcessor({ exporter })],
});
const tracer = provider.getTracer('research-agent');

const turn = tracer.startSpan('invoke_agent research', {
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.conversation.id': conversation },
});
const inTurn = trace.setSpan(context.active(), turn);
callModel('resp_1', 1_200, 80);
span('execute_tool search', {
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': 'search',
  'gen_ai.tool.call.id': `${conversation} call 1`,
});
callModel('resp_2', 1_900, 310);
turn.end();
await provider.shutdown();

await eventually('/v1/sessions?limit=500', ({ items }) => {
  const card = items.find((each) => each.sessionId === conversation);
  assert.equal(card?.agentName, agent);
  assert.equal(card?.model, 'gpt-5');
  assert.equal(card?.toolCalls, 1);
  assert.equal(card?.usage.measured.requests, 2);
  assert.equal(card?.usage.inputTokens, 3_100);
  assert.equal(card?.usage.outputTokens, 390);
});
console.log(`The monitor shows "${conversation}" of ${agent}, measured: ${dashboardUrl}`);

function callModel(id, input, output) {
  span('chat gpt-5', {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5',
    'gen_ai.response.id': `${conversation} ${id}`,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
  });
}

function span(name, attributes) {
  const options = { attributes: { 'gen_ai.conversation.id': conversation, ...attributes } };
  tracer.startSpan(name, options, inTurn).end();
}
