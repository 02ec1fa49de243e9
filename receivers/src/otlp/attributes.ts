import { LIMITS } from '@claude-monitor/protocol';
import { DEEPEST_COUNT, prefixOfObject } from '../conventions/objects.ts';
import { decodeMap } from './wire.ts';

/** Lists and maps are left out: nothing here reads them, but maps of counts, which are JSON here. */
export type AttributeValue = string | number | boolean;
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** The attributes of a resource, record, point or span; what has no readable value is left out. */
export function readAttributes(raw: unknown): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const item of listOf(raw)) {
    const key = fieldOf(item, 'key');
    if (typeof key !== 'string') continue;
    const raw = fieldOf(item, 'value');
    const value = readAnyValue(raw) ?? (prefixOfObject(key) === undefined ? null : jsonOfMap(raw));
    if (value !== null) attributes.set(key, value);
  }
  return attributes;
}

/** The scalars in a value that is a map; none where it is anything else. */
export const readMap = (raw: unknown): Attributes => readAttributes(entriesOf(raw));

function jsonOfMap(raw: unknown): string | null {
  const map = plainOf(raw, 0);
  return typeof map === 'object' && map !== null ? JSON.stringify(map) : null;
}

function plainOf(raw: unknown, depth: number): unknown {
  const entries = entriesOf(raw);
  if (entries.length === 0 || depth > DEEPEST_COUNT) return readAnyValue(raw);
  return Object.fromEntries(
    entries.map((item) => [
      String(fieldOf(item, 'key')),
      plainOf(fieldOf(item, 'value'), depth + 1),
    ]),
  );
}

function entriesOf(raw: unknown): readonly unknown[] {
  const map = fieldOf(raw, 'kvlistValue');
  return listOf(fieldOf(map instanceof Uint8Array ? decodeMap(map) : map, 'values'));
}

/** The scalar of an AnyValue, or null. */
export function readAnyValue(raw: unknown): AttributeValue | null {
  const text = fieldOf(raw, 'stringValue');
  if (typeof text === 'string') return text;
  const flag = fieldOf(raw, 'boolValue');
  if (typeof flag === 'boolean') return flag;
  const int = fieldOf(raw, 'intValue');
  if (isBeyondNumbers(int)) return String(int);
  const numbers = [int, fieldOf(raw, 'doubleValue')].filter(isSaid);
  if (numbers.length === 0) return null;
  // Infinite, or none at all: it was said, so who counts it must not take it for left out.
  return numbers.map(numberOf).find((number) => number !== null) ?? Number.NaN;
}

/** A whole number that a number would round: as an id it would be another one. */
const isBeyondNumbers = (raw: unknown): boolean =>
  (typeof raw === 'bigint' || (typeof raw === 'string' && /^-?\d{16,20}$/.test(raw))) &&
  !Number.isSafeInteger(Number(raw));

const isSaid = (raw: unknown): boolean => raw !== undefined && raw !== null;

/** A number that may be written as text or as an integer of 64 bits; null for what is none. */
export function numberOf(raw: unknown): number | null {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null;
  if (typeof raw === 'bigint') return Number(raw);
  if (typeof raw !== 'string' || !DECIMAL.test(raw)) return null;
  return Number(raw);
}

/** Epoch ms of nanoseconds since the epoch; null when there is no time, which OTLP writes as 0. */
export function timeOf(unixNano: unknown): number | null {
  const nanos = numberOf(unixNano);
  return nanos === null || nanos <= 0 ? null : Math.round(nanos / NANOS_PER_MS);
}

/** The text of an attribute when it can be an id: never cut, for a cut id is another id. */
export const idOf = (attributes: Attributes, key: string): string | undefined =>
  textOf(attributes, key, LIMITS.idLength);

export const nameOf = (attributes: Attributes, key: string): string | undefined =>
  textOf(attributes, key, LIMITS.nameLength);

/** The number of an attribute; Claude Code writes some of them as text. */
export const quantityOf = (attributes: Attributes, key: string): number | undefined =>
  numberOf(attributes.get(key)) ?? undefined;

export function durationOf(attributes: Attributes, key: string): number | undefined {
  const value = quantityOf(attributes, key);
  return value === undefined || value < 0 ? undefined : Math.round(value);
}

/**
 * When a record says that it was made. Without a zone it may be the time of wherever its sender is, which comes
 * twice when clocks go back: that is not believed.
 */
export function statedTimeOf(attributes: Attributes): number | null {
  const text = nameOf(attributes, 'event.timestamp') ?? '';
  const time = ZONED.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) || time < 0 ? null : time;
}

const ZONED = /(Z|[+-]\d{2}:?\d{2})$/i;

export const isTrue = (attributes: Attributes, key: string): boolean =>
  String(attributes.get(key)) === 'true';

export function fieldOf(raw: unknown, name: string): unknown {
  return typeof raw === 'object' && raw !== null ? Reflect.get(raw, name) : undefined;
}

export const listOf = (raw: unknown): readonly unknown[] => (Array.isArray(raw) ? raw : []);

export const stringOf = (raw: unknown): string => (typeof raw === 'string' ? raw : '');

/** Longer than any number that somebody means. */
const DECIMAL = /^[+-]?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/;
const NANOS_PER_MS = 1e6;

function textOf(attributes: Attributes, key: string, length: number): string | undefined {
  const value = attributes.get(key);
  if (typeof value !== 'string' || value === '' || value.length > length) return undefined;
  return value;
}
