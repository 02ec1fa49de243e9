import { workflowNode } from '@claude-monitor/protocol/api/agent-graph';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldState } from '../state.ts';
import { newList, type List } from '../storage/sorted.ts';
import { timesOf } from '../tasks/sums.ts';
import { newSubagent, type SessionRecord, type Subagent } from './session.ts';

/** Rank of a spawn inferred from other records: any reported start overrides it. */
export const IMPLIED = -1;

/** So many spawns up, somebody who works for a session is looked for. */
export const DEEPEST_SPAWN = 32;

type Known = Pick<FoldState, 'subagents'>;

/** Keys of sessions have one length, so what follows is the subagent's own id, whatever is in it. */
const keyOf = (run: SessionRecord, agentId: string): string => `${run.key} ${agentId}`;

export const subagentOf = (
  { subagents }: Known,
  run: SessionRecord,
  agentId: string,
): Subagent | undefined => subagents.get(keyOf(run, agentId));

export function openSubagent(state: FoldState, run: SessionRecord, agentId: string): Subagent {
  const known = subagentOf(state, run, agentId);
  if (known !== undefined) return known;
  const made = newSubagent(agentId);
  state.subagents.put(keyOf(run, agentId), made);
  run.agents ??= newList();
  agentsOf(state, run, run.agents).set({ at: 0, id: agentId, value: '' });
  state.sessions.touch(run.key);
  return made;
}

export const agentsOf = (state: FoldState, run: SessionRecord, agents: List<string, null>) =>
  timesOf(state, `agents ${run.key}`, agents);

export function deleteSubagent({ subagents }: Known, run: SessionRecord, agentId: string): void {
  subagents.delete(keyOf(run, agentId));
}

/** Who spawned it; '' is the main loop, or nobody knows. Only who knows the call knows that for sure. */
export function parentOf({ spawn, above }: Subagent): string {
  if (spawn === null) return '';
  const isJoined = !Number.isInteger(spawn.rank);
  return isJoined || spawn.value.parent !== '' ? spawn.value.parent : (above?.value ?? '');
}

/** Whether a subagent, or one above it, works for a session: as far up as owners are looked for. */
export function isLed(state: Known, run: SessionRecord, agentId: string): boolean {
  if (run.assignedTo.size === 0) return false;
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

/** When it ended; null while it is at work. */
export const endOf = ({ startedAt, endedAt }: Subagent): number | null =>
  endedAt === 0 || startedAt > endedAt ? null : endedAt;

/** What graphs call it while it works for no session of its own; '' where nothing says it. */
export function labelOf({ name, agentType, isWorkflow }: Subagent): string {
  const label = name?.value ?? agentType?.value ?? '';
  return isWorkflow && label !== '' ? workflowNode(label) : label;
}

/** Counts a subagent that is about to get its first fact or spawn: an assignment to it alone shows nothing of it. */
export function countSubagent(run: SessionRecord, { firstAt, spawn, isWorkflow }: Subagent): void {
  if (firstAt === null && spawn === null && !isWorkflow) run.subagents++;
}

export function touchSubagent({ subagents }: Known, run: SessionRecord, agentId: string): void {
  subagents.touch(keyOf(run, agentId));
}

/** Notes below whom a subagent stands; of a parent with very many only the newest are kept. */
export function addChild(
  state: FoldState,
  run: SessionRecord,
  { agentId, parent }: { agentId: string; parent: string },
): void {
  if (parent === '' || parent === agentId) return;
  const { children } = openSubagent(state, run, parent);
  if (children.includes(agentId)) return;
  children.push(agentId);
  if (children.length > LIMITS.subagentTree) children.shift();
  touchSubagent(state, run, parent);
}

/** A time at or before the first fact or assignment of a subagent and of those below it, as deep as owners are looked for. */
export function firstOfTree(state: Known, run: SessionRecord, agentId: string): number {
  let first = Number.MAX_SAFE_INTEGER;
  const seen = new Set([agentId]);
  // Sets are walked in order of entry, what is added meanwhile included: no recursion, circles end.
  for (const id of seen) {
    const subagent = subagentOf(state, run, id);
    if (subagent === undefined) continue;
    const assignment = subagent.assignments[0];
    first = Math.min(first, subagent.firstAt ?? first, assignment?.at ?? first);
    for (const child of subagent.children) {
      if (seen.size < LIMITS.subagentTree) seen.add(child);
    }
  }
  return first;
}
