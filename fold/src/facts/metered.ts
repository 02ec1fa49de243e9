/** What a counter of the client counts that we add: tokens of a type, or its own cost. */
export const METER_TYPES = ['input', 'output', 'cacheRead', 'cacheCreation', 'cost'] as const;
export type MeterType = (typeof METER_TYPES)[number];

/** What it counts of the work done: lines, commits, pull requests, and time of client and human. */
const WORK_TYPES = [
  'linesAdded',
  'linesRemoved',
  'commits',
  'pullRequests',
  'clientMs',
  'userMs',
] as const;
type WorkType = (typeof WORK_TYPES)[number];

export const isWorkType = (type: MeterType | WorkType): type is WorkType =>
  WORK_TYPES.some((known) => known === type);

/**
 * A counter's reading. Delta counters start a cell with every export, cumulative ones when they
 * start again: within a cell the later reading is the greater. One fact holds a minute's last one.
 */
export type Metered = {
  type: MeterType | WorkType;
  cell: string;
  startAt: number;
  reading: number;
  /** Where more than one came in that minute: all of them, by time, for it may have begun again between. */
  readings?: [at: number, reading: number][];
};

/** Of one minute, so many are kept apart. */
const READINGS_KEPT = 32;

/** What a minute's readings are together, in whatever order they came; null where the known ones say it all. */
export function joinReadings(known: Metered, next: Metered, at: { known: number; next: number }) {
  const all = new Map(known.readings ?? [[at.known, known.reading]]);
  if (all.get(at.next) === next.reading) return null;
  all.set(at.next, Math.max(next.reading, all.get(at.next) ?? 0));
  if (all.size > READINGS_KEPT) return null;
  const readings = [...all].sort(([a], [b]) => a - b);
  return { ...next, reading: readings.at(-1)?.[1] ?? next.reading, readings };
}
