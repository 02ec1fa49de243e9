import type { Contribution, Fact } from '../fact.ts';
import type { Session } from '../session.ts';

/** A fact of a run and what it adds to the card that is looked at. */
export type OwnedFact = { run: Session; fact: Fact; part: Contribution };
