import { TIME } from '@claude-monitor/protocol/limits';
import type { Chunk } from './chunk.ts';
import type { ChunkInfo } from './chunk-info.ts';
import type { FactKind } from '../fact.ts';
import type { HourRow } from './hour-row.ts';
import { KeyIndex } from './key-index.ts';
import type { SegmentSummary } from './segment.ts';

/**
 * The facts of one session and one hour, in chunks that load and are written alone, and the rows of
 * history that they add up to. The sums are kept as sums: no fact is read to write one. A row to which
 * nothing adds any more stays, so that it is written as zeros.
 */
export type Hour = {
  session: string;
  hour: number;
  rows: Map<string, HourRow>;
  /** Its signs of life by minute, packed (`life/minute.ts`), in order of time. */
  signs: number[];
  /** The oldest chunks, which take no more facts, some a segment. */
  segments: SegmentSummary[];
  /** The chunks after those. */
  chunks: ChunkInfo[];
  /** The first chunk, as long as the hour has few facts: then it is stored with the hour, in one row. */
  first: Chunk | null;
  /** Numbers of the chunks that facts are still added to. */
  open: number[];
  /** Which of `chunks` may hold a fact: its key's hash leads there, and no chunk is read for one that is new. */
  keys: KeyIndex;
  /** The seq at which anything in it changed last. */
  rev: number;
  /** What a checkpoint has to write: it stays in memory until then. */
  dirtyChunks: Map<number, Chunk>;
  /** The day on which an event last said anything of it, counted from 1970. */
  arrivedOn: number;
  /** The list of arrivals does not have that day yet. */
  isArrivalNew: boolean;
  /** Pages of rows, and segments of chunks in memory, that a checkpoint has to write. */
  dirtyRowPages: Set<number>;
  dirtySegments: Set<number>;
};

export function newHour(session: string, hour: number): Hour {
  return {
    session,
    hour,
    rows: new Map(),
    signs: [],
    segments: [],
    chunks: [],
    first: null,
    open: [],
    keys: new KeyIndex(),
    rev: 0,
    dirtyChunks: new Map(),
    arrivedOn: 0,
    isArrivalNew: false,
    dirtyRowPages: new Set(),
    dirtySegments: new Set(),
  };
}

export function recordArrival(hour: Hour, day: number): void {
  if (day <= hour.arrivedOn) return;
  hour.arrivedOn = day;
  hour.isArrivalNew = true;
}

const KIND_BITS = {
  request: 1,
  metric: 1,
  work: 1,
  tool: 2,
  error: 4,
  compaction: 4,
  prompt: 8,
  sequence: 16,
  'task.start': 32,
  'task.complete': 32,
  'task.progress': 32,
  'task.plan': 32,
  start: 64,
  end: 64,
  assignment: 64,
  'subagent.start': 64,
  'subagent.end': 64,
  handover: 64,
  message: 64,
  other: 64,
  'request.by': 64,
} as const satisfies Record<FactKind, number>;

export const bitOf = (kind: FactKind): number => KIND_BITS[kind];

export const bitsOf = (kinds: readonly FactKind[]): number =>
  kinds.reduce((bits, kind) => bits | KIND_BITS[kind], 0);

/** Kinds of which there are few, and that are looked for without the others. */
const RARE = KIND_BITS.error | KIND_BITS.prompt | KIND_BITS.start;

/**
 * The kinds that lie in a chunk with this one, once an hour has more than one chunk. Two groups, not more: each
 * open chunk is in memory until a checkpoint writes it, and a thousand sessions at work have as many of each.
 */
export function kindsInChunkWith(kind: FactKind): number {
  const bit = bitOf(kind);
  return (bit & RARE) === 0 ? ~RARE : RARE;
}

export function hourOf(at: number): number {
  return at - (at % TIME.hourMs);
}

export function minuteOf(at: number): number {
  return at - (at % TIME.minuteMs);
}

export function dayOf(at: number): number {
  return at - (at % TIME.dayMs);
}
