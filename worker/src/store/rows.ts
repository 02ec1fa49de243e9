import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import type {
  AgentEdgeKind,
  Budget,
  Report,
  Session,
  Repair,
  Severity,
  StateTimes,
  Task,
  UsageSums,
} from '@claude-monitor/protocol';

import type { Spending } from '../domain/budgets/spending.ts';
import type { ReportAsked } from './reports/read-report.ts';

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

/**
 * What stands in the way of a write. `row`: the database works and refuses these rows for good, so
 * sending them again can't help. `database`: it refuses any rows until somebody mends it (schema,
 * credential, disk). `transient`: it passes by itself.
 */
export type WriteFault = 'row' | 'database' | 'transient';

export type WriteResult =
  | { ok: true }
  | {
      ok: false;
      code: 'unreachable' | 'timeout' | 'busy' | 'refused';
      fault: WriteFault;
      /** The code that libSQL, its HTTP or our own check gave: `SQLITE_CONSTRAINT`, `HTTP_413`. */
      reason: string;
      /** For people; never SQL, an address or a value of a row (rule SHR4). */
      message: string;
    };

/**
 * What is older goes (rule STO5); times are epoch ms, and each call deletes about `rowsAtMost` rows.
 * `resume` is where the step before left off, null for the first.
 */
export type Retention = {
  /** Blocks that were stored before. */
  blocksBefore: number;
  /** Everything else, by the day that it is of: requests and rollups, trends, sessions, tasks. */
  historyBefore: number;
  rowsAtMost: number;
  resume: number | null;
};

/** What is deleted on request (rule STO10); `resume` is where the step before left off. */
export type Erasure = { rowsAtMost: number; resume: number | null } & (
  | {
      kind: 'sessions';
      /** Internal ids of sessions, of every attempt. */
      sessions: string[];
      /** Internal keys under which their events arrived. */
      runs: string[];
      /** Internal ids of tasks that go with them, beside those that they work on. */
      tasks: string[];
      /** The callers' ids of sessions: other sessions' events name them no more. */
      names: string[];
    }
  | { kind: 'user'; user: string }
  | { kind: 'workspace' }
);

/** One bounded step: the rows that it deleted, whether another one may find more, and from where on. */
export type DeleteStep = { rows: number; more: boolean; resume: number | null };

export type DeleteResult = ({ ok: true } & DeleteStep) | Extract<WriteResult, { ok: false }>;

/** What the Writer object deletes, in its turn among the flushes; a step at a time, until there is no more. */
export type RetentionRpc = {
  /** What has come of age (rule STO5). */
  expire(workspace: string, retention: Retention): Promise<DeleteResult>;
  /** What somebody asks to be deleted (rule STO10). */
  erase(workspace: string, what: Erasure): Promise<DeleteResult>;
};

/** What the job that probes the deployment has written, in its turn among the flushes. */
export type ProbeWriterRpc = { writeProbes(minutes: readonly ProbeMinute[]): Promise<WriteResult> };
/** What was not read, and why: for the next try. */
export type ReadFailure = Extract<WriteResult, { ok: false }>;

/** What a hub asks of libSQL, by the readers of the pages. The Writer object implements it. */
export type ReadsRpc = {
  report(
    workspace: string,
    asked: ReportAsked,
  ): Promise<{ ok: true; report: Report } | ReadFailure>;
  /** What each budget's scope used by now, in the order asked. */
  spending(
    workspace: string,
    asked: { budgets: Budget[]; now: number },
  ): Promise<{ ok: true; spendings: Spending[] } | ReadFailure>;
};

/** The one writer of a database: one batch in flight (rule STO6). The Writer object implements it. */
export type WriterRpc = {
  /** Makes room for rows that are sent again, for what stands of them is not to be believed (rule STO8). */
  invalidate(workspace: string, rows: Repair): Promise<WriteResult>;
  write(batch: FlushBatch): Promise<WriteResult>;
  /** Where libSQL stands for this workspace; null when it knows nothing of it. */
  cursor(
    workspace: string,
  ): Promise<
    | { ok: true; cursor: { epoch: number; seq: number } | null }
    | Extract<WriteResult, { ok: false }>
  >;
};
