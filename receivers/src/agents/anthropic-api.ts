import type { Origin, Span } from '../otlp/records.ts';

/**
 * The Claude API exports spans of its own, beneath those of who asked it
 * (https://platform.claude.com/docs/en/api/opentelemetry/spans, 2026-11).
 */
const SERVICE = 'claude-platform';
const SCOPE = 'com.anthropic.claude-platform';

/**
 * Whether a span is reported by who passed a request on or answered it: the provider, or a gateway, whose
 * span is that of a server. Who made the request reports it better.
 */
export const isRelay = (span: Span): boolean => span.isServer || isClaudeApi(span.origin);

/** Whether the Claude API itself reports it. */
export const isClaudeApi = ({ scope, resource }: Origin): boolean =>
  scope.startsWith(SCOPE) || resource.get('service.name') === SERVICE;
