import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import { addFigures, allTokens, noFigures } from '@claude-monitor/protocol/figures';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Session } from '@claude-monitor/protocol/live/view';
import { addPart } from '../../derive/apply-contribution.ts';
import { ownerOf } from '../../derive/owner.ts';
import type { Fact } from '../../facts/fact.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { unattributedType } from '../../sessions/at-work.ts';
import { endOf, parentOf, subagentOf } from '../../sessions/subagents.ts';
import type { FoldState } from '../../state.ts';
import type { OwnedFact } from './owned-fact.ts';

type SubagentView = SessionDetail['subagents'][number];

type Known = {
  session: Session;
  runs: readonly { run: SessionRecord; facts: readonly Fact[] }[];
  facts: readonly OwnedFact[];
};

/**
 * The main loop and the subagents that worked for the session, as a tree by `parent`: each with what it
 * used itself, and with all below it. The parents of those that worked for it are in it too.
 */
export function subagentsOf(state: FoldState, { session, runs, facts }: Known): SubagentView[] {
  const subagents = new Map<string, SubagentView>([['', mainLoop(session)]]);
  const models = new Map<string, Set<string>>();
  for (const { run, facts: all } of runs) {
    for (const id of new Set(all.map(({ fields }) => fields.agentId ?? ''))) {
      const subagent = id === '' ? undefined : subagentOf(state, run, id);
      const at = subagent?.spawn?.time ?? subagent?.firstAt ?? null;
      if (subagent === undefined || at === null) continue;
      const owner = ownerOf(state, run, { agentId: id, at });
      if (owner.attempt.id === session.id) place(state, subagents, { run, id });
    }
  }
  for (const { run, fact, part } of facts) {
    const { agentId: id } = part;
    const node = place(state, subagents, { run, id });
    if (fact.kind === 'tool') node.toolCalls++;
    addPart(node.own, part, 1);
    // A metric that requests tell better adds nothing.
    const isUsed = part.usage !== null && (part.usage.requests > 0 || allTokens(part.usage) > 0);
    const known = models.get(id) ?? new Set();
    if (isUsed && part.model !== '') models.set(id, known.add(part.model));
  }
  for (const [id, node] of subagents) {
    node.models = [...(models.get(id) ?? [])].sort();
    for (const above of lineage(subagents, id)) addFigures(above.subtree, node.own);
  }
  const sorted = [...subagents.values()].sort(byStart);
  return sorted.slice(0, LIMITS.detailSubagents);
}

/** The subagent, made with those that spawned it when it is new. */
function place(
  state: FoldState,
  subagents: Map<string, SubagentView>,
  { run, id }: { run: SessionRecord; id: string },
): SubagentView {
  const known = subagents.get(id);
  if (known !== undefined) return known;
  const subagent = subagentOf(state, run, id);
  const parent = subagent === undefined ? '' : parentOf(subagent);
  const unattributed = unattributedType(id);
  const node: SubagentView = {
    id,
    parent: parent === '' || parent === id ? null : parent,
    kind:
      unattributed !== null
        ? 'unattributed'
        : subagent?.isWorkflow === true
          ? 'workflow'
          : 'subagent',
    name: subagent?.name?.value ?? null,
    agentType: unattributed ?? subagent?.agentType?.value ?? null,
    models: [],
    startedAt: subagent?.spawn?.time ?? subagent?.firstAt ?? null,
    endedAt: subagent === undefined ? null : endOf(subagent),
    toolCalls: 0,
    own: noFigures(),
    subtree: noFigures(),
  };
  subagents.set(id, node);
  if (node.parent !== null) place(state, subagents, { run, id: node.parent });
  return node;
}

const mainLoop = (session: Session): SubagentView => ({
  id: null,
  parent: null,
  kind: 'main',
  name: null,
  agentType: null,
  models: [],
  startedAt: session.startedAt,
  endedAt: session.endedAt,
  toolCalls: 0,
  own: noFigures(),
  subtree: noFigures(),
});

/** The subagent, those above it, and at the top the main loop: each once, also in a circle of spawns. */
function lineage(subagents: ReadonlyMap<string, SubagentView>, id: string): Set<SubagentView> {
  const line = new Set<SubagentView>();
  let above = subagents.get(id);
  while (above !== undefined && !line.has(above)) {
    line.add(above);
    above = above.id === null ? undefined : subagents.get(above.parent ?? '');
  }
  const top = subagents.get('');
  return top === undefined ? line : line.add(top);
}

/** The main loop is the first. */
const byStart = (a: SubagentView, b: SubagentView): number =>
  Number(b.id === null) - Number(a.id === null) ||
  (a.startedAt ?? 0) - (b.startedAt ?? 0) ||
  ((a.id ?? '') < (b.id ?? '') ? -1 : 1);
