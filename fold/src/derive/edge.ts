import { AGENT_EDGE_KINDS } from '@claude-monitor/protocol/api/agent-graph';
import type { Edge, Fact, FactKind } from '../facts/fact.ts';
import { IMPLIED, subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { spawnerOf, type Owner } from './owner.ts';
import type { Session } from '../sessions/session.ts';

/** The kinds of facts that may be something that passes between agents. */
export const isEdge = ({ kind }: Fact): boolean => EDGE_KINDS.has(kind);

const EDGE_KINDS: ReadonlySet<FactKind> = new Set([
  'link',
  'instance.start',
  'instance.end',
  'handover',
  'message',
]);

type Known = Pick<FoldState, 'sessions' | 'subagents'>;

/** A fact of a run, and whose doing it was. */
type Passing = { run: Session; fact: Fact; owner: Owner };

/** What an agent passed to another one, and whose doing it was; null for a fact that is no such thing. */
export function edgeOf(state: Known, passing: Passing): { edge: Edge; from: Owner } | null {
  const { run, fact, owner } = passing;
  switch (fact.kind) {
    case 'handover':
    case 'message': {
      const { toAgent = '', toSession = '' } = fact.fields;
      // A session says more than the name that came with it.
      const to = toSession === '' ? { ...TO_NOBODY, toAgent } : { ...TO_NOBODY, toSession };
      return { edge: { kind: fact.kind, ...to }, from: owner };
    }
    case 'instance.start':
      return spawnEdge(state, passing);
    case 'instance.end':
      // Its start tells when it was spawned, where that was not missed.
      return hasStart(state, run, fact.fields.instance) ? null : spawnEdge(state, passing);
    case 'link':
      return linkEdge(state, run, fact);
    default:
      return null;
  }
}

/** A subagent is its type, as long as it does not say that it works for a card of its own. */
function spawnEdge(
  state: Known,
  { run, fact, owner }: Passing,
): { edge: Edge; from: Owner } | null {
  const { instance = '' } = fact.fields;
  const subagent = subagentOf(state, run, instance);
  const agentType = subagent?.agentType?.value ?? '';
  if (agentType === '' || (subagent?.links.length ?? 0) > 0) return null;
  return { edge: { kind: SPAWN, ...TO_NOBODY, toAgent: agentType }, from: owner };
}

/**
 * A subagent's link is the spawn of the card it works for. The main loop's is one too where the run
 * has several cards: it leads them. A run with one card is that card.
 */
function linkEdge(state: Known, run: Session, fact: Fact): { edge: Edge; from: Owner } | null {
  const { card = '', instance = '' } = fact.fields;
  if (instance === '' && !leadsCards(run)) return null;
  const from = spawnerOf(state, run, fact.fields);
  return { edge: { kind: SPAWN, ...TO_NOBODY, toCard: card }, from };
}

const hasStart = (state: Known, run: Session, instance = ''): boolean =>
  (subagentOf(state, run, instance)?.spawn?.rank ?? IMPLIED) > IMPLIED;

/** Whether calls for more than one session were made in the run. */
export const leadsCards = (run: Session): boolean => run.linked.size > 1;

const [SPAWN] = AGENT_EDGE_KINDS;
const TO_NOBODY = { toCard: '', toSession: '', toAgent: '' };
