import { applyContribution } from '../derive/apply-contribution.ts';
import type { FoldContext } from '../derive/effects.ts';
import type { Fact } from '../facts/fact.ts';
import { chunksHave } from '../facts/hours/chunk-infos.ts';
import { bitsOf, type Hour } from '../facts/hours/hour.ts';
import { remove } from '../facts/timeline.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { Steps } from './forget-records.ts';
import { subagentOf, touchSubagent } from '../sessions/subagents.ts';
import { unlistMetered } from '../sessions/users/user-usage.ts';
import type { FoldState } from '../state.ts';

/** Takes back and removes all facts of a session; false where steps ran out before the end. */
export function forgetFacts(session: SessionRecord, steps: Steps, context: FoldContext): boolean {
  const { state } = context;
  for (let start = session.hours.at(-1); start !== undefined; start = session.hours.at(-1)) {
    const hour = state.facts.hour(session.key, start);
    if (hour !== undefined) {
      for (const fact of state.facts.facts(hour)) {
        if (steps.left-- <= 0) return false;
        forgetFact(hour, fact, context);
      }
      state.facts.drop(hour);
    }
    unlistMetered(state, session, start);
    session.hours.pop();
    state.sessions.touch(session.key);
  }
  return true;
}

/**
 * Takes back and removes what a run did for a session that is deleted, and what it says of it; other
 * facts of the run stay. `isMeant`: facts that only name it.
 */
export function forgetFactsFor(
  { run, key, isMeant }: { run: SessionRecord; key: string; isMeant: (fact: Fact) => boolean },
  steps: Steps,
  context: FoldContext,
): boolean {
  const { state } = context;
  for (const start of [...run.hours]) {
    const hour = state.facts.hour(run.key, start);
    if (hour === undefined) continue;
    const isOwned = [...hour.rows.values()].some(({ ownerSession }) => ownerSession === key);
    if (!isOwned && !chunksHave(hour, NAMING)) continue;
    const wanted = isOwned ? {} : { kinds: NAMING };
    for (const fact of state.facts.facts(hour, wanted)) {
      if (fact.contribution?.ownerSession !== key && !isMeant(fact)) continue;
      if (steps.left-- <= 0) return false;
      forgetLink(state, run, fact);
      forgetFact(hour, fact, context);
    }
    if (isOwned) state.facts.dropRows(hour, ({ ownerSession }) => ownerSession === key);
  }
  return true;
}

const NAMING = bitsOf(['assignment', 'handover', 'message']);

function forgetFact(hour: Hour, fact: Fact, context: FoldContext): void {
  const { state } = context;
  const part = fact.contribution;
  fact.contribution = null;
  if (part !== null) applyContribution({ hour, fact, part, sign: -1 }, context);
  state.facts.remove(hour, fact, context.seq);
}

function forgetLink(state: FoldState, run: SessionRecord, { kind, key, fields }: Fact): void {
  const { at, agentId = '' } = fields;
  if (kind !== 'assignment' || agentId === '') return;
  const subagent = subagentOf(state, run, agentId);
  if (subagent === undefined) return;
  remove(subagent.assignments, key, at);
  touchSubagent(state, run, agentId);
}
