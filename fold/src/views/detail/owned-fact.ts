import type { Contribution, Fact } from '../../facts/fact.ts';
import type { SessionRecord } from '../../sessions/session.ts';

/** A fact of a run and what it adds to the session that is looked at. */
export type OwnedFact = { run: SessionRecord; fact: Fact; part: Contribution };
