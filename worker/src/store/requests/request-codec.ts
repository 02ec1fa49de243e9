import type { UsageSums } from '@claude-monitor/protocol';
import type { UsageDimensions } from '../rows.ts';
import { storableNumber, UnstorableRow } from '../storable-number.ts';
import { storableText } from '../storable-text.ts';

/** One counted usage as a chunk holds it. The run and the hour are the chunk's; `labels` is the id of its set. */
export type ChunkedRequest = Omit<UsageDimensions, 'run' | 'hour'> &
  UsageSums & { at: number; clientCostMicros: number };

export type RequestDimension = Exclude<keyof UsageDimensions, 'run' | 'hour'>;
export type RequestFigure = Exclude<keyof ChunkedRequest, RequestDimension>;

/**
 * What requests of a chunk have in common, by its place in their JSON. A stored chunk is read by these places:
 * a new name goes to the end, and is '' in chunks that were written before.
 */
export const REQUEST_DIMENSIONS = [
  'owner',
  'agentId',
  'task',
  'model',
  'provenance',
  'agent',
  'project',
  'user',
  'labels',
] as const satisfies readonly RequestDimension[];

/**
 * What each request has of its own, and the value that is left out where it ends the list; likewise by place.
 * `at` is counted from the hour.
 */
export const REQUEST_FIGURES = [
  ['at', 0],
  ['inputTokens', 0],
  ['outputTokens', 0],
  ['cacheReadTokens', 0],
  ['cacheCreationTokens', 0],
  ['costMicros', 0],
  ['clientCostMicros', 0],
  ['unpricedRequests', 0],
  ['requests', 1],
] as const satisfies readonly (readonly [RequestFigure, number])[];

type Alike = { names: readonly string[]; figures: number[][] };

/**
 * Requests of an hour as JSON that SQL reads: `[[figures of each, name, name…], …]`, those that are alike
 * together, and null for a name that is that of the first. Null where one of them is no number: such a row
 * is refused by libSQL, not by who sends it (rule STO7).
 */
export function encodeRequests(hour: number, requests: readonly ChunkedRequest[]): string | null {
  try {
    const groups = new Map<string, Alike>();
    for (const request of requests) addTo(groups, hour, request);
    const [first, ...rest] = groups.values();
    if (first === undefined) return '[]';
    const short = rest.map(({ names, figures }) => [
      figures,
      ...names.map((name, place) => (name === first.names[place] ? null : name)),
    ]);
    return JSON.stringify([[first.figures, ...first.names], ...short]);
  } catch (error) {
    if (error instanceof UnstorableRow) return null;
    throw error;
  }
}

function addTo(groups: Map<string, Alike>, hour: number, request: ChunkedRequest): void {
  const names = REQUEST_DIMENSIONS.map((name) => storableText(request[name]));
  const key = JSON.stringify(names);
  const alike = groups.get(key) ?? { names, figures: [] };
  groups.set(key, alike);
  alike.figures.push(figuresOf(hour, request));
}

function figuresOf(hour: number, request: ChunkedRequest): number[] {
  const figures = REQUEST_FIGURES.map(([name]) =>
    name === 'at' ? storableNumber(request.at) - hour : storableNumber(request[name]),
  );
  while (figures.length > 0 && figures.at(-1) === REQUEST_FIGURES[figures.length - 1]?.[1]) {
    figures.pop();
  }
  return figures;
}
