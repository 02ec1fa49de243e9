import type { TelemetryEvent } from '@claude-monitor/protocol';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { redactSecrets } from '@claude-monitor/protocol/secrets/redact-secrets';
import type { TextKind } from '../machine/choices.ts';

type Fields = ReadonlyMap<string, unknown>;
type Texts = NonNullable<TelemetryEvent['text']>;

/** The event with the texts of its hook that its user opted in to, each cut to what an event may hold. Pure. */
export function withTexts(
  event: TelemetryEvent,
  hook: Fields,
  kinds: readonly TextKind[],
): TelemetryEvent {
  if (kinds.length === 0) return event;
  const found = textsOf(event, hook);
  const text: Texts = {};
  for (const kind of kinds) {
    const original = found[kind];
    if (original !== undefined && original !== '') text[kind] = cut(original);
  }
  return Object.keys(text).length === 0 ? event : { ...event, text };
}

/** What looks like a secret goes before the cut, which could leave half of one. */
const cut = (original: string): string =>
  redactSecrets(original.slice(0, 2 * LIMITS.optedInTextLength)).slice(0, LIMITS.optedInTextLength);

function textsOf(
  event: TelemetryEvent,
  hook: Fields,
): Partial<Record<TextKind, string | undefined>> {
  if (event.type === 'prompt') return { prompt: wordsOf(hook.get('prompt')) };
  if (event.type !== 'tool.call') return {};
  const call = callOf(event.toolUseId, hook);
  return {
    toolInput: wordsOf(call.get('tool_input')),
    toolOutput: wordsOf(call.get('tool_response') ?? call.get('error')),
  };
}

/** The call itself, or the one of a batch. */
function callOf(toolUseId: string, hook: Fields): Fields {
  const batch = hook.get('tool_calls');
  if (!Array.isArray(batch)) return hook;
  const calls = batch.map(fieldsOf);
  return calls.find((call) => call.get('tool_use_id') === toolUseId) ?? new Map();
}

function wordsOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : new Map();
