import { AGENT_EDGE_KINDS } from '@claude-monitor/protocol/api/agent-graph';
import type { Edge, Fact, FactKind } from '../facts/fact.ts';
import { firstAfter } from '../facts/timeline.ts';
import { IMPLIED, labelOf, parentOf, subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { ownerOf, spawnerOf, type Owner } from './owner.ts';
import type { Session, Subagent } from '../sessions/session.ts';

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
      const { instance = '', length } = fact.fields;
      const by = subagentOf(state, run, instance);
      // One that works for a session of its own is that session's agent.
      const from = by === undefined || by.links.length > 0 ? '' : labelOf(by);
      const edge: Edge = { kind: fact.kind, ...targetOf(state, run, fact), ...shownFrom(from) };
      if (length !== undefined) edge.length = length;
      return { edge, from: owner };
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

/** Whom it went to: what is known of a subagent or a session says more than the name that came with it. */
function targetOf(state: Known, run: Session, { fields }: Fact): Omit<Edge, 'kind'> {
  const { at, toAgent = '', toSession = '', toInstance = '' } = fields;
  const subagent = toInstance === '' ? undefined : subagentOf(state, run, toInstance);
  if (subagent !== undefined) {
    const card = worksForAt(subagent, at);
    if (card !== null) return { ...TO_NOBODY, toCard: card };
    return { ...TO_NOBODY, toAgent: labelOf(subagent) || toAgent };
  }
  // The main loop, whoever it works for: its run may be shown as another session.
  if (toSession === run.sessionId) {
    return { ...TO_NOBODY, toCard: ownerOf(state, run, { at }).session.key };
  }
  return toSession === '' ? { ...TO_NOBODY, toAgent } : { ...TO_NOBODY, toSession };
}

/** The session that a subagent worked for then, else the first that it worked for. */
function worksForAt({ links }: Subagent, at: number): string | null {
  return (links[firstAfter(links, at) - 1] ?? links[0])?.session ?? null;
}

const shownFrom = (fromAgent: string): Pick<Edge, 'fromAgent'> =>
  fromAgent === '' ? {} : { fromAgent };

/** A subagent is what it is called, as long as it does not say that it works for a card of its own. */
function spawnEdge(
  state: Known,
  { run, fact, owner }: Passing,
): { edge: Edge; from: Owner } | null {
  const { instance = '' } = fact.fields;
  const subagent = subagentOf(state, run, instance);
  if (subagent === undefined || subagent.links.length > 0) return null;
  const toAgent = labelOf(subagent);
  if (toAgent === '') return null;
  const above = subagentOf(state, run, parentOf(subagent));
  const from = above?.isWorkflow === true ? labelOf(above) : '';
  return { edge: { kind: SPAWN, ...TO_NOBODY, toAgent, ...shownFrom(from) }, from: owner };
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
