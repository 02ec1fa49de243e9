import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { addFigures, allTokens, noFigures } from '@claude-monitor/protocol/figures';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Card } from '@claude-monitor/protocol/live/view';
import { addPart } from '../../derive/apply-contribution.ts';
import { ownerOf } from '../../derive/owner.ts';
import type { Fact } from '../../facts/fact.ts';
import type { Session } from '../../sessions/session.ts';
import { untoldType } from '../../sessions/at-work.ts';
import { endOf, parentOf, subagentOf } from '../../sessions/subagents.ts';
import type { FoldState } from '../../state.ts';
import type { OwnedFact } from './owned-fact.ts';

type Instance = SessionDetail['instances'][number];

type Known = {
  card: Card;
  runs: readonly { run: Session; facts: readonly Fact[] }[];
  facts: readonly OwnedFact[];
};

/**
 * The main loop and the subagents that worked for the card, as a tree by `parent`: each with what it
 * used itself, and with all below it. The parents of those that worked for it are in it too.
 */
export function instancesOf(state: FoldState, { card, runs, facts }: Known): Instance[] {
  const instances = new Map<string, Instance>([['', mainLoop(card)]]);
  const models = new Map<string, Set<string>>();
  for (const { run, facts: all } of runs) {
    for (const id of new Set(all.map(({ fields }) => fields.instance ?? ''))) {
      const subagent = id === '' ? undefined : subagentOf(state, run, id);
      const at = subagent?.spawn?.time ?? subagent?.firstAt ?? null;
      if (subagent === undefined || at === null) continue;
      const owner = ownerOf(state, run, { instance: id, at });
      if (owner.attempt.card === card.id) place(state, instances, { run, id });
    }
  }
  for (const { run, fact, part } of facts) {
    const { instance: id } = part;
    const instance = place(state, instances, { run, id });
    if (fact.kind === 'tool') instance.toolCalls++;
    addPart(instance.own, part, 1);
    // A metric that requests tell better adds nothing.
    const isUsed = part.usage !== null && (part.usage.requests > 0 || allTokens(part.usage) > 0);
    const known = models.get(id) ?? new Set();
    if (isUsed && part.model !== '') models.set(id, known.add(part.model));
  }
  for (const [id, instance] of instances) {
    instance.models = [...(models.get(id) ?? [])].sort();
    for (const above of lineage(instances, id)) addFigures(above.subtree, instance.own);
  }
  const sorted = [...instances.values()].sort(byStart);
  return sorted.slice(0, LIMITS.detailInstances);
}

/** The instance, made with those that spawned it when it is new. */
function place(
  state: FoldState,
  instances: Map<string, Instance>,
  { run, id }: { run: Session; id: string },
): Instance {
  const known = instances.get(id);
  if (known !== undefined) return known;
  const subagent = subagentOf(state, run, id);
  const parent = subagent === undefined ? '' : parentOf(subagent);
  const untold = untoldType(id);
  const instance: Instance = {
    id,
    parent: parent === '' || parent === id ? null : parent,
    kind: untold !== null ? 'untold' : subagent?.isWorkflow === true ? 'workflow' : 'subagent',
    name: subagent?.name?.value ?? null,
    agentType: untold ?? subagent?.agentType?.value ?? null,
    models: [],
    startedAt: subagent?.spawn?.time ?? subagent?.firstAt ?? null,
    endedAt: subagent === undefined ? null : endOf(subagent),
    toolCalls: 0,
    own: noFigures(),
    subtree: noFigures(),
  };
  instances.set(id, instance);
  if (instance.parent !== null) place(state, instances, { run, id: instance.parent });
  return instance;
}

const mainLoop = (card: Card): Instance => ({
  id: null,
  parent: null,
  kind: 'main',
  name: null,
  agentType: null,
  models: [],
  startedAt: card.startedAt,
  endedAt: card.endedAt,
  toolCalls: 0,
  own: noFigures(),
  subtree: noFigures(),
});

/** The instance, those above it, and at the top the main loop: each once, also in a circle of spawns. */
function lineage(instances: ReadonlyMap<string, Instance>, id: string): Set<Instance> {
  const line = new Set<Instance>();
  let above = instances.get(id);
  while (above !== undefined && !line.has(above)) {
    line.add(above);
    above = above.id === null ? undefined : instances.get(above.parent ?? '');
  }
  const top = instances.get('');
  return top === undefined ? line : line.add(top);
}

/** The main loop is the first. */
const byStart = (a: Instance, b: Instance): number =>
  Number(b.id === null) - Number(a.id === null) ||
  (a.startedAt ?? 0) - (b.startedAt ?? 0) ||
  ((a.id ?? '') < (b.id ?? '') ? -1 : 1);
