import type { AgentEdgeKind } from '@claude-monitor/protocol/api/agent-graph';
import type { Priority } from '@claude-monitor/protocol/event/event';
import type { Call } from '../facts/call.ts';
import type { Contribution, Fact } from '../facts/fact.ts';
import type { Stamped } from '../facts/stamp.ts';
import type { Boundary, SessionRecord } from '../sessions/session.ts';
import type { Ended, HandedOver, Planned } from '../tasks/records.ts';

/**
 * What the first edition stored, as far as it is read: a session with all its tracks in one piece, its
 * facts by session and hour. What it added up is not read but derived again.
 */
export type OldSession = Pick<SessionRecord, SameFields> & {
  attempts: { id: string; number: number; from: number }[];
  /** By subagent ('' is the main loop) and session. */
  assignments: Map<string, Map<string, Boundary[]>>;
  spawns: Map<string, Stamped<{ parent: string }>>;
  agentTypes: Map<string, Stamped<string>>;
  subagentEnds: Map<string, number>;
  subagents: Map<string, number>;
  tracks: Map<string, OldTrack>;
  promptedAt: number;
};

/** Fields that are what they were. */
type SameFields =
  | 'key'
  | 'sessionId'
  | 'hasOwnEvents'
  | 'firstAt'
  | 'lastAt'
  | 'agentName'
  | 'model'
  | 'project'
  | 'user'
  | 'device'
  | 'starts'
  | 'ends'
  | 'turn'
  | 'remindedAt'
  | 'signalAt'
  | 'boundaryAt'
  | 'openCalls'
  | 'runs'
  | 'readings'
  | 'measuredRequests'
  | 'isMetered'
  | 'measuredTokens'
  | 'meteredTokens'
  | 'sequence'
  | 'records'
  | 'contextReading'
  | 'lastRequest'
  | 'contextWindow'
  | 'worksFor'
  | 'shownAs';

export type OldTrack = {
  taskId: string;
  project: string;
  planAt?: number;
  plannedAt?: number;
  replacedAt?: number;
  plans?: Planned[];
  handovers?: HandedOver[];
  starts: Boundary[];
  completions: (Boundary & Ended)[];
  firstProgressAt: number | null;
  firstAt: number;
  lastAt: number;
  description: Stamped<string> | null;
  priority: Stamped<Priority> | null;
  progress: Stamped<number> | null;
  dependsOn: Stamped<string[]> | null;
};

/** What a fact added; null: nothing. */
type OldContribution = Pick<
  Contribution,
  'at' | 'owner' | 'task' | 'agentId' | 'model' | 'provenance' | 'usage'
>;

export type OldFact = Omit<Fact, 'contribution' | 'chunk'> & { given: OldContribution | null };

/** Keys of the rows of history that an hour made, each a JSON list but for those of activity. */
export type OldRows = Record<'usage' | 'activity' | 'errors' | 'edges', Map<string, number>>;

export type OldUsageKey = [
  owner: string,
  agentId: string,
  task: string,
  model: string,
  provenance: NonNullable<Contribution['provenance']>,
];

export type OldEdgeKey = [
  owner: string,
  agentId: string,
  project: string,
  kind: AgentEdgeKind,
  toSession: string,
  toSessionId: string,
  toAgent: string,
];

/** Of the state that was kept in one piece, what is no sum. */
export type OldSmallState = {
  totals: { day: { at: number } };
  seriesAt: number;
  calls: Map<string, Call>;
};
