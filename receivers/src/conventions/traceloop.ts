import type { Attributes } from '../otlp/attributes.ts';
import type { Kind } from './kind.ts';

/** Traceloop's OpenLLMetry: calls say what they ask for, what lies around them what it is. */
const REQUESTS: Readonly<Record<string, Kind>> = {
  chat: 'call',
  completion: 'call',
  embedding: 'embedding',
  rerank: 'embedding',
};

const KINDS: Readonly<Record<string, Kind>> = {
  agent: 'around',
  task: 'around',
  tool: 'tool',
  workflow: 'around',
};

export function kindOf(attributes: Attributes): Kind | null {
  const request = String(attributes.get('llm.request.type') ?? '').toLowerCase();
  if (Object.hasOwn(REQUESTS, request)) return REQUESTS[request] ?? null;
  const kind = String(attributes.get('traceloop.span.kind') ?? '').toLowerCase();
  return Object.hasOwn(KINDS, kind) ? (KINDS[kind] ?? null) : null;
}

/** What a tool of Traceloop's decorators is called. */
export const TOOL_NAME = 'traceloop.entity.name';
