import type {
  activityHour,
  block,
  edgeHour,
  errorHour,
  labelSet,
  requestChunk,
  session,
  task,
  usageHour,
} from '@claude-monitor/drizzle/schema';
import { labelSetId, safeSum, TIME } from '@claude-monitor/protocol';
import { floorTo } from '../hours.ts';
import { packJson } from '../packing/packed-json.ts';
import type { FlushBatch, RequestChunkRow, SessionRow, TaskRow } from '../rows.ts';
import { UnstorableRow } from '../storable-number.ts';
import { labelColumn, labelSetsOf } from './label-sets.ts';

export type FlushRows = {
  blocks: (typeof block.$inferInsert)[];
  sessions: (typeof session.$inferInsert)[];
  tasks: (typeof task.$inferInsert)[];
  requestChunks: (typeof requestChunk.$inferInsert)[];
  labelSets: (typeof labelSet.$inferInsert)[];
  usageHours: (typeof usageHour.$inferInsert)[];
  activityHours: (typeof activityHour.$inferInsert)[];
  errorHours: (typeof errorHour.$inferInsert)[];
  edgeHours: (typeof edgeHour.$inferInsert)[];
};

/** Pure. Every row carries the batch's workspace; absent names are ''. */
export function flushRows(batch: FlushBatch, now: number): FlushRows {
  const { workspace } = batch;
  return {
    blocks: batch.blocks.map((row) => ({ workspace, ...row, storedAt: now })),
    sessions: batch.sessions.map((row) => sessionRow(workspace, row)),
    tasks: batch.tasks.map((row) => taskRow(workspace, row)),
    requestChunks: batch.requestChunks.map((row) => chunkRow(workspace, row)),
    labelSets: labelSetsOf(workspace, batch),
    usageHours: batch.usageHours.map(({ agentId, labels, ...row }) => ({
      workspace,
      ...row,
      agentId: agentId,
      labels: labelSetId(labels),
    })),
    activityHours: batch.activityHours.map((row) => ({ workspace, ...row })),
    errorHours: batch.errorHours.map((row) => ({ workspace, ...row })),
    edgeHours: batch.edgeHours.map((row) => ({ workspace, ...row })),
  };
}

function chunkRow(
  workspace: string,
  { requests, ...row }: RequestChunkRow,
): typeof requestChunk.$inferInsert {
  if (requests === null) throw new UnstorableRow();
  return { workspace, ...row, requests };
}

function sessionRow(workspace: string, row: SessionRow): typeof session.$inferInsert {
  const { isGone, rev } = row;
  if (row.isGone) {
    const shownAs = row.shownAs ?? '';
    return {
      workspace,
      ...GONE_SESSION,
      startedAt: timeOf(rev),
      lastAt: timeOf(rev),
      lastHour: floorTo(timeOf(rev), TIME.hourMs),
      id: row.id,
      sessionId: row.sessionId,
      shownAs,
      isGone,
      rev,
    };
  }
  const { view, run } = row;
  return {
    workspace,
    id: view.id,
    run,
    sessionId: view.sessionId,
    agent: view.agentName,
    project: view.project ?? '',
    user: view.user ?? '',
    startedAt: view.startedAt,
    lastAt: view.lastAt,
    lastHour: floorTo(view.lastAt, TIME.hourMs),
    isGone,
    shownAs: '',
    labels: labelColumn(view.labels),
    view: packJson(viewText(view), 'view'),
    rev,
  };
}

function taskRow(workspace: string, row: TaskRow): typeof task.$inferInsert {
  const { isGone, rev } = row;
  if (row.isGone) {
    const at = timeOf(rev);
    return {
      workspace,
      ...GONE_TASK,
      id: row.id,
      listedAt: at,
      lastAt: at,
      endedAt: null,
      isGone,
      rev,
    };
  }
  const view = row.task;
  const json = viewText(view);
  return {
    workspace,
    id: view.id,
    taskId: view.taskId,
    session: view.session ?? '',
    project: view.project ?? '',
    status: view.status,
    listedAt: view.startedAt ?? view.lastAt,
    lastAt: view.lastAt,
    endedAt: view.endedAt,
    isGone,
    origin: view.origin ?? '',
    viewLength: json.length,
    view: packJson(json, 'view'),
    rev,
  };
}

/** Pages parse it whole: what JSON has no word for would be null there (rule ING7). */
const viewText = (view: object): string =>
  JSON.stringify(view, (_, value: unknown) =>
    typeof value === 'number' && !isReadable(value) ? safeSum(value) : value,
  );

const isReadable = (value: number): boolean => Math.abs(value) <= Number.MAX_SAFE_INTEGER;

/** About when a row that is gone changed, by which it is kept: seqs begin with the time of their epoch. */
const timeOf = (rev: number): number => Math.floor(rev / 1_000);

const NO_VIEW = new Uint8Array();

/**
 * A row that is gone is never shown: it stands so that an older flush can't bring it back, as long as
 * other rows are kept.
 */
const GONE_SESSION = {
  run: '',
  agent: '',
  project: '',
  user: '',
  labels: '',
  view: NO_VIEW,
};

const GONE_TASK = {
  taskId: '',
  session: '',
  project: '',
  status: '',
  origin: '',
  viewLength: 0,
  view: NO_VIEW,
};
