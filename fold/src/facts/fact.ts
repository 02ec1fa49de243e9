import type { AgentEdgeKind } from '@claude-monitor/protocol/api/agent-graph';
import type { Severity, Source, TaskOutcome } from '@claude-monitor/protocol/event/event';
import type { UsageSums } from '@claude-monitor/protocol/figures';
import type { Metered } from './metered.ts';
import type { Interval } from './sequence.ts';
import type { Stamp } from './stamp.ts';

/** Every field a fact can have; which ones it has depends on its kind. */
export type FactFields = {
  /** When it happened, epoch ms: decides the hour of its page, its owner and its task. */
  at: number;
  agentId: string;
  taskId: string;
  promptId: string;
  project: string;
  model: string;
  source: Source;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  cacheCreation1hTokens: number;
  isCacheDurationUnsaid: boolean;
  clientCostMicros: number;
  isMeasured: boolean;
  isCumulative: boolean;
  toolName: string;
  /** The request whose answer made a tool call. */
  requestId: string;
  outcome: 'succeeded' | 'failed' | 'denied';
  durationMs: number;
  errorType: string;
  errorMessage: string;
  severity: Severity;
  /** An error that sums up the retries of a request. */
  isAfterRetries: boolean;
  taskStatus: TaskOutcome;
  /** Numbers of the records that a request held, and when the last was made. */
  interval: Omit<Interval, 'at'>;
  /** Of an assignment: the key of the declared session. */
  session: string;
  /** Whom work or a message went to, as the caller named them. */
  toAgent: string;
  toSessionId: string;
  /** The subagent of the same run that it went to. */
  toSubagent: string;
  /** Characters of what was written. */
  length: number;
  /** Of a request whose client does not say which subagent made it: of which type that is. */
  subagentType: string;
  metered: Metered;
  route: 'prometheus' | 'claude';
  /** How a request was served where that has a price of its own, and what was searched for it. */
  tier: string;
  webSearches: number;
  /** Labels of a request or reading, as `labelText` writes them. */
  labels: string;
};

/** A stored fact names its kind by its place here: new ones go to the end. */
export const FACT_KINDS = [
  'request',
  'tool',
  'error',
  'compaction',
  'prompt',
  'task.start',
  'task.complete',
  'task.progress',
  'task.plan',
  'start',
  'end',
  'assignment',
  'sequence',
  'metric',
  'work',
  'subagent.start',
  'subagent.end',
  'handover',
  'message',
  'other',
  'request.by',
] as const;

export type FactKind = (typeof FACT_KINDS)[number];

/**
 * One thing that is true, under its natural key, however often and by whomever it was reported. All
 * fields carry `stamp`, but for those in `overrides`.
 */
export type Fact = {
  kind: FactKind;
  key: string;
  fields: Partial<FactFields> & { at: number };
  stamp: Stamp;
  overrides: Partial<Record<keyof FactFields, Stamp>> | null;
  /** Another report of the same is known: this one counts for both, or leaves that to the other. */
  joined: 'keeps' | 'yields' | null;
  /** A request that counts for another run, of which this one is a fork or the other way round. */
  isCopy?: true;
  /** A request that another span of its trace reports too, and which that one counts. */
  isCovered?: true;
  /** What it adds to the figures now, so that it can be taken back. */
  contribution: Contribution | null;
  /** The seq at which its contribution changed last. */
  rev: number;
  chunk: number;
};

/** Of a request: whether another report of it counts. */
export const isCountedElsewhere = ({ kind, joined, isCopy, isCovered }: Claimed): boolean =>
  isCopy === true || isCovered === true || (kind === 'request' && joined === 'yields');

export type Claimed = Pick<Fact, 'kind' | 'joined' | 'isCopy' | 'isCovered'>;

/** What one fact adds to its session, task, hour, minute, day and workspace. */
export type Contribution = {
  at: number;
  /** Internal id of the session attempt that owns it, and the key of its session. */
  owner: string;
  ownerSession: string;
  /** Internal id of the task, '' for unattributed. */
  task: string;
  agentId: string;
  model: string;
  /** Labels that usage is grouped by, as `labelText` writes them; '' for none. */
  labels: string;
  /** Reported usage is superseded while an assigned run is measured (USE1); null where there is no usage. */
  provenance: 'measured' | 'reported' | 'superseded' | null;
  usage: UsageSums | null;
  clientCostMicros: number;
  activity: Activity;
  /** What passed from its agent to another; null for all that is no such thing. */
  edge: Edge | null;
  /** Of an error: what it has in common with those that are counted in one row; '' for all else. */
  fingerprint: string;
};

/** One of the three names whom it went to; the others are ''. */
export type Edge = {
  kind: AgentEdgeKind;
  /** The subagent or workflow that it came from, as graphs name it; none: its owner's agent. */
  fromAgent?: string;
  /** Characters, where they are reported. */
  length?: number;
  /** Internal id of the session attempt. */
  toSession: string;
  /** The caller's id of a session. */
  toSessionId: string;
  toAgent: string;
};

export type Activity = {
  tasksStarted: number;
  tasksDone: number;
  tasksFailed: number;
  errors: number;
  highErrors: number;
  toolCalls: number;
};

export const NO_ACTIVITY: Activity = {
  tasksStarted: 0,
  tasksDone: 0,
  tasksFailed: 0,
  errors: 0,
  highErrors: 0,
  toolCalls: 0,
};

export function newFact({
  kind,
  key,
  fields,
  stamp,
}: Pick<Fact, 'kind' | 'key' | 'fields' | 'stamp'>): Fact {
  return {
    kind,
    key,
    fields,
    stamp,
    overrides: null,
    joined: null,
    contribution: null,
    rev: 0,
    chunk: 0,
  };
}
