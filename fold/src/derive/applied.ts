import type { Contribution, Fact } from '../facts/fact.ts';
import type { Hour } from '../facts/hours/hour.ts';

export type Applied = { hour: Hour; fact: Fact; part: Contribution; sign: 1 | -1 };
