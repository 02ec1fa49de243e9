import { fieldOf, listOf, type Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';
import { parsedJson, type Packed } from '../objects.ts';

/**
 * Haystack's own tracer: a span for a pipeline and for each component of it. What was used is in the component's output,
 * which is sent where HAYSTACK_CONTENT_TRACING_ENABLED is set.
 * https://github.com/deepset-ai/haystack, haystack/tracing and dataclasses/chat_message.py, 2026-11.
 */
const COMPONENT = 'haystack.component.type';
const OUTPUT = 'haystack.component.output';

export function kindOf(attributes: Attributes, name: string): Kind | null {
  const component = String(attributes.get(COMPONENT) ?? '');
  if (/Generator$/.test(component)) return 'call';
  if (/(Embedder|Ranker)$/.test(component)) return 'embedding';
  if (component === 'ToolInvoker') return 'tool';
  return component !== '' || name.startsWith('haystack.') ? 'around' : null;
}

/** Beside texts the metadata stands apart, in a message it is a part of it. */
export function packedIn(attributes: Attributes): Packed[] {
  if (!attributes.has(COMPONENT)) return [];
  const output = parsedJson(attributes.get(OUTPUT));
  const [reply] = listOf(fieldOf(output, 'replies'));
  const [beside] = listOf(fieldOf(output, 'meta'));
  const meta = fieldOf(reply, 'meta') ?? fieldOf(reply, '_meta') ?? beside;
  return [
    { prefix: 'gen_ai.response.model', value: fieldOf(meta, 'model') },
    { prefix: 'gen_ai.usage', value: fieldOf(meta, 'usage'), isPassedOn: true },
  ];
}
