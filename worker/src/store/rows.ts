import type {
  AgentEdgeKind,
  Session,
  Severity,
  StateTimes,
  Task,
  UsageSums,
} from '@claude-monitor/protocol';

/**
 * What a hub writes to libSQL: absolute rows that carry `rev`, the seq at which the row last
 * changed. A row that became empty is written as zeros. Times are epoch ms, hours are epoch ms of
 * the hour's start (UTC).
 */
export type FlushBatch = {
  workspace: string;
  epoch: number;
  /** Everything up to this seq is in libSQL once the batch is; 0 in a piece that others follow. */
  toSeq: number;
  sessions: SessionRow[];
  tasks: TaskRow[];
  requestChunks: RequestChunkRow[];
  usageHours: UsageHourRow[];
  activityHours: ActivityHourRow[];
  errorHours: ErrorHourRow[];
  edgeHours: EdgeHourRow[];
  blocks: BlockRow[];
};

/**
 * `run` is the internal key of the session that the session is an attempt of: under it lie its blocks.
 * A session that was joined with another is gone: its row keeps its place only. So is one of a run that
 * is shown as another session, whose id it keeps: that session answers for it.
 */
export type SessionRow =
  | { isGone: false; view: Session; run: string; rev: number }
  | { isGone: true; id: string; sessionId: string; shownAs: string | null; rev: number };

export type TaskRow =
  { isGone: false; task: Task; rev: number } | { isGone: true; id: string; rev: number };

/**
 * `superseded` is reported usage that is shown, not added, because a linked run is measured (USE1).
 */
export type RowProvenance = 'measured' | 'reported' | 'superseded';

/** What a usage figure is keyed and grouped by. Absent values are empty strings. */
export type UsageDimensions = {
  /** Internal id of the session that owns it. */
  owner: string;
  run: string;
  hour: number;
  /** Subagent id, '' for the main loop. */
  agentId: string;
  /** Internal task id, '' for unattributed. */
  task: string;
  model: string;
  /** Labels as `labelText` writes them, '' for none. */
  labels: string;
  provenance: RowProvenance;
  agent: string;
  project: string;
  user: string;
};

/**
 * Some requests of a run's hour, all that there are under this number: what is no more in it is gone.
 * `requests` is JSON (`encodeRequests`), null where one of them can't be stored.
 */
export type RequestChunkRow = {
  run: string;
  hour: number;
  chunk: number;
  requests: string | null;
  rev: number;
};

export type UsageHourRow = UsageDimensions & UsageSums & { clientCostMicros: number; rev: number };

export type ActivityHourRow = StateTimes & {
  owner: string;
  run: string;
  hour: number;
  agent: string;
  project: string;
  user: string;
  tasksStarted: number;
  tasksDone: number;
  tasksFailed: number;
  errors: number;
  toolCalls: number;
  rev: number;
};

/** Errors of one session and hour that are alike: same type, message and severity. */
export type ErrorHourRow = {
  owner: string;
  run: string;
  hour: number;
  /** Hash of type, message and severity. */
  fingerprint: string;
  agent: string;
  sessionId: string;
  errorType: string;
  message: string;
  severity: Severity;
  count: number;
  firstAt: number;
  lastAt: number;
  rev: number;
};

/**
 * What passed from an agent to another one in an hour. One of `toSession` (internal id), `toSessionId` (the
 * caller's id) and `toAgent` names whom it went to. Of a spawn the count is of the links or starts that
 * tell of it, and `subagent` the subagent.
 */
export type EdgeHourRow = {
  owner: string;
  run: string;
  hour: number;
  agentId: string;
  project: string;
  kind: AgentEdgeKind;
  toSession: string;
  toSessionId: string;
  toAgent: string;
  agent: string;
  /** The subagent or workflow that it came from; '': the agent itself. */
  fromAgent: string;
  count: number;
  /** Characters of what was written. */
  length: number;
  lastAt: number;
  rev: number;
};

/** Raw events of one session, immutable; `data` is a JSON array of stamped events, packed (`packEvents`) or gzipped. */
export type BlockRow = {
  /** Internal key of the session under whose id the events arrived. */
  session: string;
  firstSeq: number;
  lastSeq: number;
  fromAt: number;
  toAt: number;
  count: number;
  data: Uint8Array;
};
