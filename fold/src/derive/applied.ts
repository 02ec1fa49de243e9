import type { Contribution, Fact } from '../facts/fact.ts';
import type { Hour } from '../facts/hours/hour.ts';

/** A contribution that is added (1) or taken back (-1), and the hour whose rows hold it. */
export type Applied = { hour: Hour; fact: Fact; part: Contribution; sign: 1 | -1 };
