import { DEFAULT_RANGE, RANGE_NAMES, type Range } from './range.ts';

export const RANGE_PARAMETERS = ['range', 'from', 'to'] as const;

/** `notUnderstood`: what the address says of its range that this version does not know. */
export type ParsedRange = { range: Range; notUnderstood: string | null };

/** Years in which events may lie; a time outside is a mistake, and no formatter takes a far one. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

export function rangeFrom(query: Pick<URLSearchParams, 'get'>): ParsedRange {
  const read = (parameter: (typeof RANGE_PARAMETERS)[number]): string | null => {
    const text = query.get(parameter);
    return text === '' ? null : text;
  };
  const [name, from, to] = [read('range'), read('from'), read('to')];
  const [fromAt, toAt] = [timeFrom(from), timeFrom(to)];
  const known = RANGE_NAMES.find((one) => one === name);
  if (known !== undefined) {
    if (to === null) return { range: { name: known, end: null }, notUnderstood: null };
    if (toAt !== null) return { range: { name: known, end: toAt }, notUnderstood: null };
    return { range: { name: known, end: null }, notUnderstood: to };
  }
  if (fromAt !== null && toAt !== null && fromAt < toAt) {
    return {
      range: { name: 'custom', from: fromAt, to: toAt },
      notUnderstood: name === null || name === 'custom' ? null : name,
    };
  }
  return { range: DEFAULT_RANGE, notUnderstood: name ?? from ?? to ?? null };
}

/** What to change in an address; null takes a parameter away. */
export function rangeChanges(range: Range): Record<string, string | null> {
  if (range.name === 'custom') {
    return { range: null, from: isoOf(range.from), to: isoOf(range.to) };
  }
  const isDefault = range.name === DEFAULT_RANGE.name && range.end === null;
  return {
    range: isDefault ? null : range.name,
    from: null,
    to: range.end === null ? null : isoOf(range.end),
  };
}

/** Epoch milliseconds or ISO 8601, as the API takes them. */
function timeFrom(text: string | null): number | null {
  if (text === null) return null;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return time >= EARLIEST && time <= LATEST ? time : null;
}

const isoOf = (at: number): string => new Date(at).toISOString();
