import { subagentKey } from '../facts/subagent-key.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { firstOfTree, isLed, subagentOf } from '../sessions/subagents.ts';
import { findFactNear, type FactPlace } from '../facts/put-fact.ts';
import type { FoldState } from '../state.ts';
import type { FoldContext } from './effects.ts';
import { recomputeFact } from './recompute.ts';

/**
 * Who spawned a subagent, or what it is called, became known. Where somebody above it works for a session, or
 * did as far as was known before, all that it and those below it did may belong there; else its own spawn shows that, what passed from or
 * to it, and of a workflow the spawns of those below it.
 */
export function recomputeSpawned(
  run: SessionRecord,
  { agentId, wasLed }: { agentId: string; wasLed: boolean },
  context: FoldContext,
): void {
  const { state, effects } = context;
  const subagent = subagentOf(state, run, agentId);
  if (subagent !== undefined && subagent.passedAt > 0) effects.facts(run.key, subagent.passedAt);
  if (wasLed || isLed(state, run, agentId)) {
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

function spawnFacts(state: FoldState, run: SessionRecord, agentId: string): FactPlace[] {
  const subagent = subagentOf(state, run, agentId);
  return (['subagent.start', 'subagent.end'] as const).flatMap((kind) => {
    const at = kind === 'subagent.start' ? (subagent?.spawn?.time ?? 0) : (subagent?.endedAt ?? 0);
    return findFactNear(state, run, { kind, key: subagentKey(kind, agentId), at }) ?? [];
  });
}
