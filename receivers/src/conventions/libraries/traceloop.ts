import type { Attributes } from '../../otlp/attributes.ts';
import { kindOfOperation } from '../gen-ai.ts';
import type { Kind } from '../kind.ts';

/** Traceloop's OpenLLMetry, and LiteLLM: calls say what they ask for, what lies around them what it is. */
const KINDS: Readonly<Record<string, Kind>> = {
  agent: 'around',
  task: 'around',
  tool: 'tool',
  workflow: 'around',
};

export function kindOf(attributes: Attributes): Kind | null {
  const request = String(attributes.get('llm.request.type') ?? '');
  const requestKind = request === '' ? null : kindOfOperation(request);
  if (requestKind !== null) return requestKind;
  const kind = String(attributes.get('traceloop.span.kind') ?? '').toLowerCase();
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? null) : null;
}

export const TOOL_NAME = 'traceloop.entity.name';
