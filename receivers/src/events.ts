import {
  LIMITS,
  parseEvent,
  refusedPlans,
  type ItemErrorCode,
  type ParsedEvent,
  type TelemetryEvent,
  type UnknownName,
  unknownFieldsOf,
} from '@claude-monitor/protocol';
import { BrokenItem } from './broken-item.ts';
import { recordUnknown } from './unknown-names.ts';

/** An item that was refused: where it stood in the batch, and why (rule ING3). */
export type RefusedItem = {
  index: number;
  id: string | null;
  code: ItemErrorCode;
  path: string;
  message: string;
};

export type NormalisedBatch = {
  /** In the order of the batch; what was refused is left out. */
  events: TelemetryEvent[];
  refused: RefusedItem[];
  /** Fields that no event of their type has. */
  unknown: UnknownName[];
};

/**
 * Events as a client writes them itself: each item is parsed alone, so a bad one never rejects the
 * rest. With an Idempotency-Key, an item without id gets `KEY:INDEX`, the same when it is sent again
 * (rule ING2).
 */
export function normaliseEvents(
  items: readonly unknown[],
  options: { idempotencyKey: string | null },
): NormalisedBatch {
  const parsed = refuseCircles(
    items.map((item, index) => parseItem(item, index, options.idempotencyKey)),
  );
  const batch: NormalisedBatch = { events: [], refused: [], unknown: [] };
  for (const [index, item] of parsed.entries()) {
    if (item.ok) {
      batch.events.push(item.event);
      recordUnknownFields(batch.unknown, item.event, items[index]);
    } else {
      const { code, path, message } = item;
      batch.refused.push({ index, id: idOf(items[index]), code, path, message });
    }
  }
  return batch;
}

function recordUnknownFields(
  list: UnknownName[],
  { type, source }: TelemetryEvent,
  raw: unknown,
): void {
  if (!isObject(raw)) return;
  for (const field of unknownFieldsOf(type, raw)) {
    recordUnknown(list, {
      client: source,
      version: null,
      kind: 'event_field',
      name: `${type}.${field}`,
    });
  }
}

/** Planned tasks are judged together: what waits in a circle can't be followed (rule TSK1). */
function refuseCircles(parsed: readonly ParsedEvent[]): ParsedEvent[] {
  const planned = parsed.flatMap((item, index) =>
    item.ok && item.event.type === 'task.plan' ? [{ event: item.event, index }] : [],
  );
  const refused = new Map<number, ParsedEvent>();
  for (const [place, why] of refusedPlans(planned.map(({ event }) => event))) {
    const index = planned[place]?.index ?? -1;
    refused.set(index, { ok: false, code: 'invalid_plan', ...why });
  }
  return parsed.map((item, index) => refused.get(index) ?? item);
}

function parseItem(item: unknown, index: number, idempotencyKey: string | null): ParsedEvent {
  if (item instanceof BrokenItem) {
    return { ok: false, code: 'invalid_event', path: '', message: item.message };
  }
  if (idempotencyKey !== null && isObject(item) && !('id' in item)) {
    return parseEvent({ ...item, id: `${idempotencyKey}:${String(index)}` });
  }
  return parseEvent(item);
}

/** The item's own id, so that its sender can find it; never more of it than an id may be. */
function idOf(item: unknown): string | null {
  if (!isObject(item) || !('id' in item) || typeof item.id !== 'string') return null;
  return item.id.length <= LIMITS.idLength ? item.id : null;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
