import type { Contribution, Fact } from '../../facts/fact.ts';
import type { SessionRecord } from '../../sessions/session.ts';

export type OwnedFact = { run: SessionRecord; fact: Fact; part: Contribution };
