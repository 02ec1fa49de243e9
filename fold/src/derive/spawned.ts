import { subagentKey } from '../facts/subagent-key.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { firstOfTree, parentOf, subagentOf } from '../sessions/subagents.ts';
import { findFactNear, type FactPlace } from '../facts/put-fact.ts';
import type { FoldState } from '../state.ts';
import type { FoldContext } from './effects.ts';
import { DEEPEST_SPAWN } from './owner.ts';
import { recomputeFact } from './recompute.ts';

/**
 * Who spawned a subagent, or what it is called, became known. Where somebody above it works for a session,
 * all that it and those below it did may belong there; else its own spawn shows that, what passed from or
 * to it, and of a workflow the spawns of those below it.
 */
export function recomputeSpawned(run: SessionRecord, agentId: string, context: FoldContext): void {
  const { state, effects } = context;
  const subagent = subagentOf(state, run, agentId);
  if (subagent !== undefined && subagent.passedAt > 0) effects.facts(run.key, subagent.passedAt);
  if (run.assignedTo.size > 0 && isLed(state, run, agentId)) {
    effects.facts(run.key, firstOfTree(state, run, agentId));
    return;
  }
  const below = subagent?.isWorkflow === true ? subagent.children : [];
  for (const id of [agentId, ...below]) {
    for (const { hour, fact } of spawnFacts(state, run, id)) {
      recomputeFact({ run, hour, fact }, context);
    }
  }
}

/** Whether a subagent, or one above it, works for a session: as far up as owners are looked for. */
function isLed(state: FoldState, run: SessionRecord, agentId: string): boolean {
  let above = agentId;
  for (let depth = 0; depth <= DEEPEST_SPAWN; depth++) {
    if (above === '') return run.assignments.length > 0;
    const subagent = subagentOf(state, run, above);
    if ((subagent?.assignments.length ?? 0) > 0) return true;
    if (subagent === undefined || subagent.spawn === null) return false;
    above = parentOf(subagent);
  }
  return false;
}

function spawnFacts(state: FoldState, run: SessionRecord, agentId: string): FactPlace[] {
  const subagent = subagentOf(state, run, agentId);
  return (['subagent.start', 'subagent.end'] as const).flatMap((kind) => {
    const at = kind === 'subagent.start' ? (subagent?.spawn?.time ?? 0) : (subagent?.endedAt ?? 0);
    return findFactNear(state, run, { kind, key: subagentKey(kind, agentId), at }) ?? [];
  });
}
