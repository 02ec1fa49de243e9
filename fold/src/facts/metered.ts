/** What a counter of the client counts that we add: tokens of a type, or its own cost. */
export const METER_TYPES = ['input', 'output', 'cacheRead', 'cacheCreation', 'cost'] as const;
export type MeterType = (typeof METER_TYPES)[number];

/** What it counts of the work done: lines, commits, pull requests, and time of client and human. */
export const WORK_TYPES = [
  'linesAdded',
  'linesRemoved',
  'commits',
  'pullRequests',
  'clientMs',
  'userMs',
] as const;
export type WorkType = (typeof WORK_TYPES)[number];

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
};
