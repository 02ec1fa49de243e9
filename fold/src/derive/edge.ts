import { AGENT_EDGE_KINDS } from '@claude-monitor/protocol/agent-graph';
import type { Edge, Fact, FactKind } from '../facts/fact.ts';
import { IMPLIED } from '../observe/implied-spawn.ts';
import { spawnerOf, type Owner } from './owner.ts';
import type { Session } from '../sessions/session.ts';

type Sessions = ReadonlyMap<string, Session>;

/** What an agent passed to another one, and whose doing it was; null for a fact that is no such thing. */
export function edgeOf(
  sessions: Sessions,
  run: Session,
  fact: Fact,
  owner: Owner,
): { edge: Edge; from: Owner } | null {
  switch (fact.kind) {
    case 'handover':
    case 'message': {
      const { toAgent = '', toSession = '' } = fact.fields;
      // A session says more than the name that came with it.
      const to = toSession === '' ? { ...TO_NOBODY, toAgent } : { ...TO_NOBODY, toSession };
      return { edge: { kind: fact.kind, ...to }, from: owner };
    }
    case 'instance.start':
      return spawnEdge(run, fact, owner);
    case 'instance.end':
      // Its start tells when it was spawned, where that was not missed.
      return hasStart(run, fact.fields.instance) ? null : spawnEdge(run, fact, owner);
    case 'link':
      return linkEdge(sessions, run, fact);
    default:
      return null;
  }
}

/** The kinds of facts that may be something that passes between agents. */
export const isEdge = ({ kind }: Fact): boolean => EDGE_KINDS.has(kind);

const EDGE_KINDS: ReadonlySet<FactKind> = new Set([
  'link',
  'instance.start',
  'instance.end',
  'handover',
  'message',
]);

/** A subagent is its type, as long as it does not say that it works for a card of its own. */
function spawnEdge(run: Session, fact: Fact, owner: Owner): { edge: Edge; from: Owner } | null {
  const { instance = '' } = fact.fields;
  const agentType = run.agentTypes.get(instance)?.value ?? '';
  if (agentType === '' || worksForCard(run, instance)) return null;
  return { edge: { kind: SPAWN, ...TO_NOBODY, toAgent: agentType }, from: owner };
}

/**
 * A subagent's link is the spawn of the card it works for. The main loop's is one too where the run
 * has several cards: it leads them. A run with one card is that card.
 */
function linkEdge(
  sessions: Sessions,
  run: Session,
  fact: Fact,
): { edge: Edge; from: Owner } | null {
  const { at, card = '', instance = '' } = fact.fields;
  if (instance === '' && !leadsCards(run)) return null;
  const from = spawnerOf(sessions, run, instance, at);
  return { edge: { kind: SPAWN, ...TO_NOBODY, toCard: card }, from };
}

const hasStart = (run: Session, instance = ''): boolean =>
  (run.spawns.get(instance)?.rank ?? IMPLIED) > IMPLIED;

/** Whether an instance of a run works for a card. */
export function worksForCard(run: Session, instance: string): boolean {
  for (const links of run.links.get(instance)?.values() ?? []) if (links.length > 0) return true;
  return false;
}

/** Whether calls for more than one session were made in the run. */
export function leadsCards(run: Session): boolean {
  const cards = new Set<string>();
  for (const ofInstance of run.links.values()) {
    for (const [card, links] of ofInstance) if (links.length > 0) cards.add(card);
  }
  return cards.size > 1;
}

const [SPAWN] = AGENT_EDGE_KINDS;
const TO_NOBODY = { toCard: '', toSession: '', toAgent: '' };
