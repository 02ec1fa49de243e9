import {
  LIMITS,
  parseEvent,
  type ItemErrorCode,
  type ParsedEvent,
  type TelemetryEvent,
} from '@claude-monitor/protocol';
import { BrokenItem } from './broken-item.ts';

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
  /** In the order of the batch. */
  refused: RefusedItem[];
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
  const batch: NormalisedBatch = { events: [], refused: [] };
  for (const [index, item] of items.entries()) {
    const parsed = parseItem(item, index, options.idempotencyKey);
    if (parsed.ok) {
      batch.events.push(parsed.event);
    } else {
      const { code, path, message } = parsed;
      batch.refused.push({ index, id: idOf(item), code, path, message });
    }
  }
  return batch;
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
