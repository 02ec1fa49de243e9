import { addUsage, noUsage, safeSum, type UsageSums } from '@claude-monitor/protocol/figures';
import { noStateTimes, type StateTimes } from '@claude-monitor/protocol/live/state-times';
import type { Severity } from '@claude-monitor/protocol/event/event';
import { hash64 } from '@claude-monitor/protocol/ids';
import { NO_ACTIVITY, type Activity, type Contribution, type Edge, type Fact } from '../fact.ts';

type Kept = {
  /** The seq at which it changed last. */
  rev: number;
  page: number;
  /** Internal id of the session attempt that owns it. */
  owner: string;
  ownerSession: string;
};

export type UsageRow = Kept & {
  kind: 'usage';
  agentId: string;
  task: string;
  model: string;
  /** As `labelText` writes them; '' for none. */
  labels: string;
  provenance: NonNullable<Contribution['provenance']>;
  usage: UsageSums;
  clientCostMicros: number;
};

/** What was done, and how long the owner was in each state: its time is in rows of its own session alone. */
type ActivityRow = Kept & { kind: 'activity'; activity: Activity; times: StateTimes };

/**
 * Errors that are alike. Its first and last time are not sums: `isStale` when one of them was taken back,
 * and they have to be looked up among the facts.
 */
export type ErrorRow = Kept & {
  kind: 'error';
  fingerprint: string;
  errorType: string;
  message: string;
  severity: Severity;
  count: number;
  firstAt: number;
  lastAt: number;
  isStale: boolean;
};

type EdgeRow = Kept & {
  kind: 'edge';
  agentId: string;
  edge: Edge;
  /** Whom its subagent is shown as; '': its owner's agent. */
  fromAgent: string;
  count: number;
  length: number;
  lastAt: number;
  isStale: boolean;
};

/** A row of history as one session and hour makes it. */
export type HourRow = UsageRow | ActivityRow | ErrorRow | EdgeRow;

/**
 * Keys of rows within an hour. Owner and task are hashes of one length, and of several texts each but the last
 * stands behind its length: no two rows meet in one key.
 */
export const rowKeys = {
  usage: ({ owner, task, agentId, model, labels, provenance }: UsageKey): string =>
    `u${owner}${task === '' ? '-' : task}${PROVENANCE[provenance]}${String(agentId.length)}:${agentId}${String(model.length)}:${model}${labels}`,
  activity: (owner: string): string => `a${owner}`,
  error: (owner: string, fingerprint: string): string => `e${owner}${fingerprint}`,
  edge: (owner: string, agentId: string, { kind, toSession, toSessionId, toAgent }: Edge): string =>
    `x${owner}${JSON.stringify([agentId, kind, toSession, toSessionId, toAgent])}`,
} as const;

type UsageKey = Pick<UsageRow, 'owner' | 'task' | 'agentId' | 'model' | 'labels' | 'provenance'>;

const PROVENANCE = { measured: 'm', reported: 'r', superseded: 's' } as const;

/** Errors are alike when type, message and severity are. */
export const fingerprintOf = ({ fields }: Fact): string =>
  hash64(JSON.stringify([fields.errorType, fields.errorMessage, fields.severity]));

export function addToUsageRow(row: UsageRow, part: Contribution, sign: 1 | -1): void {
  if (part.usage !== null) addUsage(row.usage, part.usage, sign);
  row.clientCostMicros = safeSum(row.clientCostMicros + sign * safeSum(part.clientCostMicros));
}

export function addToActivityRow(row: ActivityRow, part: Contribution, sign: 1 | -1): void {
  const { activity } = row;
  activity.tasksStarted += sign * part.activity.tasksStarted;
  activity.tasksDone += sign * part.activity.tasksDone;
  activity.tasksFailed += sign * part.activity.tasksFailed;
  activity.errors += sign * part.activity.errors;
  activity.highErrors += sign * part.activity.highErrors;
  activity.toolCalls += sign * part.activity.toolCalls;
}

export function addToErrorRow(row: ErrorRow, at: number, sign: 1 | -1): void {
  row.count += sign;
  if (sign === 1) {
    row.firstAt = row.count === 1 ? at : Math.min(row.firstAt, at);
    row.lastAt = row.count === 1 ? at : Math.max(row.lastAt, at);
  } else if (row.count === 0) {
    [row.firstAt, row.lastAt, row.isStale] = [0, 0, false];
  } else if (at === row.firstAt || at === row.lastAt) row.isStale = true;
}

/** All that a subagent passed on is shown as coming from the same: a change changes it for all of it. */
export function addToEdgeRow(row: EdgeRow, { at, edge }: Contribution, sign: 1 | -1): void {
  row.count += sign;
  row.length = safeSum(row.length + sign * (edge?.length ?? 0));
  if (sign === 1) row.fromAgent = edge?.fromAgent ?? '';
  if (sign === 1) row.lastAt = Math.max(row.count === 1 ? 0 : row.lastAt, at);
  else if (row.count === 0) [row.lastAt, row.isStale] = [0, false];
  else if (at === row.lastAt) row.isStale = true;
}

export const newUsageSums = (): Pick<UsageRow, 'usage' | 'clientCostMicros'> => ({
  usage: noUsage(),
  clientCostMicros: 0,
});

export const newActivityRow = (
  place: Pick<ActivityRow, 'owner' | 'ownerSession' | 'page'>,
): ActivityRow => ({
  kind: 'activity',
  ...place,
  rev: 0,
  activity: { ...NO_ACTIVITY },
  times: noStateTimes(),
});
