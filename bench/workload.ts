/** What every measurement is given: where to work, the bundled Worker, and how long it may take. */
export type Bench = { workFolder: string; bundle: string; workload: Workload };

type Workload = {
  rounds: number;
  warmUpMs: number;
  measureMs: number;
  /** Hooks without a pause; in tens of seconds. */
  hooksMs: number;
  burstRounds: number;
  burstMs: number;
  batchedEvents: number;
  singleEvents: number;
  smallSessions: number;
  /** Sessions that have ended, against a thousand. */
  endedSessions: number;
  /** They are sent and flushed within so long, or nothing is measured of them. */
  fillMs: number;
  longRunRounds: number;
  /** n is a quarter of so many events; a stream that takes longer is cut off and fails. */
  shapeEvents: number;
  shapeMs: number;
  exportedSessions: number;
  sustainedMs: number;
  /** Events that come of age, as many of them as are taken and flushed within so long. */
  agingEvents: number;
  agingFillMs: number;
  /** Events of the year before the week that pages ask for. */
  historyEvents: number;
  /** Transcripts to be imported. */
  transcriptBytes: number;
};

/** `npm run bench`. */
export const PLAIN: Workload = {
  rounds: 5,
  warmUpMs: 1_000,
  measureMs: 4_000,
  hooksMs: 60_000,
  burstRounds: 3,
  burstMs: 30_000,
  batchedEvents: 100_000,
  singleEvents: 5_000,
  smallSessions: 10_000,
  endedSessions: 10_000,
  fillMs: 600_000,
  longRunRounds: 3,
  shapeEvents: 10_000,
  shapeMs: 45_000,
  exportedSessions: 300,
  sustainedMs: 30_000,
  agingEvents: 1_000_000,
  agingFillMs: 360_000,
  historyEvents: 1_000_000,
  transcriptBytes: 300_000_000,
};

/** `npm run bench -- --full`: as long as it takes. */
export const FULL: Workload = {
  ...PLAIN,
  hooksMs: 180_000,
  smallSessions: 30_000,
  endedSessions: 100_000,
  fillMs: 3_600_000,
  shapeEvents: 100_000,
  shapeMs: 300_000,
  exportedSessions: 1_000,
  sustainedMs: 600_000,
  agingFillMs: 3_600_000,
  historyEvents: 10_000_000,
  transcriptBytes: 2_000_000_000,
};

/** To try the benchmarks themselves; its figures are rough. */
export const QUICK: Workload = {
  rounds: 2,
  warmUpMs: 500,
  measureMs: 1_500,
  hooksMs: 20_000,
  burstRounds: 1,
  burstMs: 5_000,
  batchedEvents: 20_000,
  singleEvents: 5_000,
  smallSessions: 1_000,
  endedSessions: 2_000,
  fillMs: 120_000,
  longRunRounds: 1,
  shapeEvents: 2_000,
  shapeMs: 10_000,
  exportedSessions: 30,
  sustainedMs: 10_000,
  agingEvents: 50_000,
  agingFillMs: 60_000,
  historyEvents: 50_000,
  transcriptBytes: 100_000_000,
};
