import type { Contribution, Fact } from '../../facts/fact.ts';
import type { Session } from '../../sessions/session.ts';

/** A fact of a run and what it adds to the card that is looked at. */
export type OwnedFact = { run: Session; fact: Fact; part: Contribution };
