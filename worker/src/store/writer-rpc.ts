import type { Budget, Repair, Report } from '@claude-monitor/protocol';
import type { Spending } from '../domain/budgets/spending.ts';
import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';
import type { ReportInput } from './reports/read-report.ts';
import type { FlushBatch } from './rows.ts';

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
type ReadFailure = Extract<WriteResult, { ok: false }>;

/** What a hub asks of libSQL, by the readers of the pages. The Writer object implements it. */
export type ReadsRpc = {
  report(
    workspace: string,
    input: ReportInput,
  ): Promise<{ ok: true; report: Report } | ReadFailure>;
  /** What each budget's scope used by now, in the order asked. */
  spending(
    workspace: string,
    input: { budgets: Budget[]; now: number },
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
