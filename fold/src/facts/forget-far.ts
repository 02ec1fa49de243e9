import { applyContribution } from '../derive/apply-contribution.ts';
import type { FoldContext } from '../derive/effects.ts';
import { countedAs, countMeasured } from '../sessions/measured-requests.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { Fact } from './fact.ts';
import { findFactNear } from './put-fact.ts';

/**
 * An event that was folded at a wrong time comes again at its right one. Where others reported the same there by
 * then, the fact at the wrong time is taken back; where nobody did, `putFact` moves it.
 */
export function forgetFar(session: SessionRecord, next: Fact, context: FoldContext): void {
  const { state, clock } = context;
  const { kind, key, fields } = next;
  if (clock.wasAt === undefined) return;
  const near = findFactNear(state, session, { kind, key, at: fields.at });
  const far = findFactNear(state, session, { kind, key, at: clock.wasAt });
  if (near === null || far === null || near.fact === far.fact) return;
  const { hour, fact } = far;
  const part = fact.contribution;
  fact.contribution = null;
  if (part !== null) applyContribution({ hour, fact, part, sign: -1 }, context);
  if (kind === 'request') {
    const was = countedAs(fact);
    fact.isCopy = true;
    countMeasured(session, { fact, was }, context);
  }
  state.facts.remove(hour, fact, context.seq);
}
