import { AGENT_EDGE_KINDS } from '@claude-monitor/protocol/api/agent-graph';
import type { Edge, Fact, FactKind } from '../facts/fact.ts';
import { firstAfter } from '../facts/timeline.ts';
import { IMPLIED, labelOf, parentOf, subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { ownerOf, spawnerOf, type Owner } from './owner.ts';
import type { SessionRecord, Subagent } from '../sessions/session.ts';

export const isEdge = ({ kind }: Fact): boolean => EDGE_KINDS.has(kind);

const EDGE_KINDS: ReadonlySet<FactKind> = new Set([
  'assignment',
  'subagent.start',
  'subagent.end',
  'handover',
  'message',
]);

type Known = Pick<FoldState, 'sessions' | 'subagents'>;

type Passing = { run: SessionRecord; fact: Fact; owner: Owner };

/** What an agent passed to another one, and whose doing it was; null for a fact that is no such thing. */
export function edgeOf(state: Known, passing: Passing): { edge: Edge; from: Owner } | null {
  const { run, fact, owner } = passing;
  switch (fact.kind) {
    case 'handover':
    case 'message': {
      const { agentId = '', length } = fact.fields;
      const by = subagentOf(state, run, agentId);
      // One that works for a session of its own is that session's agent.
      const from = by === undefined || by.assignments.length > 0 ? '' : labelOf(by);
      const edge: Edge = { kind: fact.kind, ...targetOf(state, run, fact), ...shownFrom(from) };
      if (length !== undefined) edge.length = length;
      return { edge, from: owner };
    }
    case 'subagent.start':
      return spawnEdge(state, passing);
    case 'subagent.end':
      // Its start says when it was spawned, where that was not missed.
      return hasStart(state, run, fact.fields.agentId) ? null : spawnEdge(state, passing);
    case 'assignment':
      return linkEdge(state, run, fact);
    default:
      return null;
  }
}

/** Whom it went to: what is known of a subagent or a session says more than the name that came with it. */
function targetOf(state: Known, run: SessionRecord, { fields }: Fact): Omit<Edge, 'kind'> {
  const { at, toAgent = '', toSessionId = '', toSubagent = '' } = fields;
  const subagent = toSubagent === '' ? undefined : subagentOf(state, run, toSubagent);
  if (subagent !== undefined) {
    const session = worksForAt(subagent, at);
    if (session !== null) return { ...TO_NOBODY, toSession: session };
    return { ...TO_NOBODY, toAgent: labelOf(subagent) || toAgent };
  }
  // The main loop, whoever it works for: its run may be shown as another session.
  if (toSessionId === run.sessionId) {
    return { ...TO_NOBODY, toSession: ownerOf(state, run, { at }).session.key };
  }
  return toSessionId === '' ? { ...TO_NOBODY, toAgent } : { ...TO_NOBODY, toSessionId };
}

/** The session that a subagent worked for then, else the first that it worked for. */
function worksForAt({ assignments }: Subagent, at: number): string | null {
  return (assignments[firstAfter(assignments, at) - 1] ?? assignments[0])?.session ?? null;
}

const shownFrom = (fromAgent: string): Pick<Edge, 'fromAgent'> =>
  fromAgent === '' ? {} : { fromAgent };

/** A subagent is what it is called, as long as it does not say that it works for a session of its own. */
function spawnEdge(
  state: Known,
  { run, fact, owner }: Passing,
): { edge: Edge; from: Owner } | null {
  const { agentId = '' } = fact.fields;
  const subagent = subagentOf(state, run, agentId);
  if (subagent === undefined || subagent.assignments.length > 0) return null;
  const toAgent = labelOf(subagent);
  if (toAgent === '') return null;
  const above = subagentOf(state, run, parentOf(subagent));
  const from = above?.isWorkflow === true ? labelOf(above) : '';
  return { edge: { kind: SPAWN, ...TO_NOBODY, toAgent, ...shownFrom(from) }, from: owner };
}

/**
 * A subagent's assignment is the spawn of the session it works for. The main loop's is one too where the run
 * has several sessions: it leads them. A run with one session is that session.
 */
function linkEdge(
  state: Known,
  run: SessionRecord,
  fact: Fact,
): { edge: Edge; from: Owner } | null {
  const { session = '', agentId = '' } = fact.fields;
  if (agentId === '' && !leadsSessions(run)) return null;
  const from = spawnerOf(state, run, fact.fields);
  return { edge: { kind: SPAWN, ...TO_NOBODY, toSession: session }, from };
}

const hasStart = (state: Known, run: SessionRecord, agentId = ''): boolean =>
  (subagentOf(state, run, agentId)?.spawn?.rank ?? IMPLIED) > IMPLIED;

/** Whether calls for more than one session were made in the run. */
const leadsSessions = (run: SessionRecord): boolean => run.assignedTo.size > 1;

const [SPAWN] = AGENT_EDGE_KINDS;
const TO_NOBODY = { toSession: '', toSessionId: '', toAgent: '' };
