import type { z } from 'zod';
import { EVENT_TYPES, eventSchema, type EventType, type TelemetryEvent } from './event.ts';
import type { ItemErrorCode } from '../error.ts';

export type ParsedEvent =
  | { ok: true; event: TelemetryEvent }
  | { ok: false; code: ItemErrorCode; path: string; message: string };

/** Parses one item of a batch. Never throws; a refusal names the code and the field (rule ING3). */
export function parseEvent(raw: unknown): ParsedEvent {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refuse('invalid_event', '', 'expected an object');
  }
  const type: unknown = 'type' in raw ? raw.type : undefined;
  if (typeof type !== 'string' || !KNOWN_TYPES.has(type)) {
    return refuse('unknown_type', 'type', `expected one of: ${EVENT_TYPES.join(', ')}`);
  }
  const parsed = eventSchema.safeParse(raw);
  if (parsed.success) return { ok: true, event: parsed.data };
  const issue = parsed.error.issues[0];
  if (issue === undefined) return refuse('invalid_event', '', 'not a valid event');
  const path = pathOf(issue);
  if (path === 'id' && !('id' in raw)) {
    return refuse('missing_id', 'id', 'send an id, or an Idempotency-Key with the batch');
  }
  const code = issue.code === 'too_big' && issue.origin === 'string' ? 'too_long' : 'invalid_event';
  return refuse(code, path, issue.message);
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(EVENT_TYPES);

const FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  eventSchema.options.map(({ shape }) => [shape.type.value, new Set(Object.keys(shape))]),
);

/** Names of fields that an event of this type does not have; they are left out of it (rule ING3). */
export function unknownFieldsOf(type: EventType, raw: object): string[] {
  const known = FIELDS.get(type);
  return Object.keys(raw).filter((name) => known?.has(name) === false);
}

const refuse = (code: ItemErrorCode, path: string, message: string): ParsedEvent => ({
  ok: false,
  code,
  path,
  message,
});

const pathOf = (issue: z.core.$ZodIssue): string =>
  issue.path.map((part, index) => pathPart(part, index)).join('');

const pathPart = (part: PropertyKey, index: number): string =>
  typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`;
