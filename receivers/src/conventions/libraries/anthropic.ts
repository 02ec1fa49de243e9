import type { Attributes } from '../../otlp/attributes.ts';
import type { Kind } from '../kind.ts';

/** Spans of Anthropic's SDKs and API are named for the method of the API, or for the tool. */
export function kindOf(_: Attributes, name: string): Kind | null {
  if (/^anthropic\.messages\.(create|stream|batches\.results)$/.test(name)) return 'call';
  return /^anthropic\.(\w+_)?tool_use /.test(name) ? 'tool' : null;
}
