import { nameOf } from '../../otlp/attributes.ts';
import type { LogRecord, Origin, Span } from '../../otlp/records.ts';

/** Of the names of its log events and of its metrics. */
export const PREFIX = 'codex.';

/** Which thread writes to another one: such a record names no conversation. */
export const SENDER = 'sender_thread_id';

/**
 * Codex CLI (captured: 0.169.0 and 0.171.0). Its log events tell everything, by session and model; its spans of turns
 * repeat the tokens, and its metrics do so without the session.
 */
export function isCodex({ resource, scope }: Origin): boolean {
  if (/^codex_(otel|exec|cli|tui)\b/.test(scope)) return true;
  const service = nameOf(resource, 'service.name') ?? '';
  return /^codex([_-]\w+)*$/.test(service) && resource.get('telemetry.sdk.language') === 'rust';
}

/**
 * Its app server runs under the name of whatever program drives it ("Codex Desktop", an editor's): its spans are
 * known by the Rust module that made them (`tracing-opentelemetry`), its metrics by their names.
 */
export const isCodexSpan = ({ origin, attributes }: Pick<Span, 'origin' | 'attributes'>): boolean =>
  isCodex(origin) ||
  (origin.resource.get('telemetry.sdk.language') === 'rust' &&
    MODULE_NAMES.some((key) => /^codex_\w+(::|$)/.test(nameOf(attributes, key) ?? '')));

const MODULE_NAMES = ['code.module.name', 'code.namespace', 'target'];

export const isCodexMetric = (name: string, origin: Origin): boolean =>
  isCodex(origin) || name.startsWith(PREFIX);

/** Whether a log event is one of Codex', sent by a product that is made of it under a name of its own. */
export const isOfCodexFork = ({ attributes }: Pick<LogRecord, 'attributes'>): boolean =>
  (attributes.has('conversation.id') || attributes.has(SENDER)) &&
  (nameOf(attributes, 'event.name') ?? '').startsWith(PREFIX);
