/** What every measurement is given: where to work, the bundled Worker, and how long it may take. */
export type Bench = { workFolder: string; bundle: string; pace: Pace };

export type Pace = {
  rounds: number;
  warmUpMs: number;
  measureMs: number;
  burstRounds: number;
  burstMs: number;
  batchedEvents: number;
  singleEvents: number;
};

export const FULL: Pace = {
  rounds: 5,
  warmUpMs: 1_000,
  measureMs: 4_000,
  burstRounds: 3,
  burstMs: 30_000,
  batchedEvents: 100_000,
  singleEvents: 5_000,
};

/** To try the benchmarks themselves; its figures are rough. */
export const QUICK: Pace = {
  rounds: 2,
  warmUpMs: 500,
  measureMs: 1_500,
  burstRounds: 1,
  burstMs: 5_000,
  batchedEvents: 20_000,
  singleEvents: 5_000,
};
