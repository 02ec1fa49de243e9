import type {
  activityHour,
  block,
  edgeHour,
  errorHour,
  request,
  session,
  task,
  usageHour,
} from '@claude-monitor/drizzle/schema';
import { safeSum } from '@claude-monitor/protocol';
import type { FlushBatch, SessionRow, TaskRow } from './rows.ts';

/** The rows of a flush as the tables have them. */
export type FlushRows = {
  blocks: (typeof block.$inferInsert)[];
  sessions: (typeof session.$inferInsert)[];
  tasks: (typeof task.$inferInsert)[];
  requests: (typeof request.$inferInsert)[];
  usageHours: (typeof usageHour.$inferInsert)[];
  activityHours: (typeof activityHour.$inferInsert)[];
  errorHours: (typeof errorHour.$inferInsert)[];
  edgeHours: (typeof edgeHour.$inferInsert)[];
};

/** Pure. Every row carries the batch's workspace; absent names are ''. */
export function flushRows(batch: FlushBatch): FlushRows {
  const { workspace } = batch;
  return {
    blocks: batch.blocks.map((row) => ({ workspace, ...row })),
    sessions: batch.sessions.map((row) => sessionRow(workspace, row)),
    tasks: batch.tasks.map((row) => taskRow(workspace, row)),
    requests: batch.requests.map((row) => ({ workspace, ...row })),
    usageHours: batch.usageHours.map((row) => ({ workspace, ...row })),
    activityHours: batch.activityHours.map((row) => ({ workspace, ...row })),
    errorHours: batch.errorHours.map((row) => ({ workspace, ...row })),
    edgeHours: batch.edgeHours.map((row) => ({ workspace, ...row })),
  };
}

function sessionRow(workspace: string, row: SessionRow): typeof session.$inferInsert {
  const { isGone, rev } = row;
  if (row.isGone) {
    const shownAs = row.shownAs ?? '';
    return {
      workspace,
      ...GONE_SESSION,
      id: row.id,
      sessionId: row.sessionId,
      shownAs,
      isGone,
      rev,
    };
  }
  const { card, run } = row;
  return {
    workspace,
    id: card.id,
    run,
    sessionId: card.sessionId,
    agent: card.agentName,
    project: card.project ?? '',
    user: card.user ?? '',
    startedAt: card.startedAt,
    isGone,
    shownAs: '',
    view: viewText(card),
    rev,
  };
}

function taskRow(workspace: string, row: TaskRow): typeof task.$inferInsert {
  const { isGone, rev } = row;
  if (row.isGone) return { workspace, ...GONE_TASK, id: row.id, isGone, rev };
  const view = row.task;
  return {
    workspace,
    id: view.id,
    taskId: view.taskId,
    card: view.cardId ?? '',
    project: view.project ?? '',
    status: view.status,
    listedAt: view.startedAt ?? view.lastAt,
    isGone,
    view: viewText(view),
    rev,
  };
}

/** Pages parse it whole: what JSON has no word for would be null there (rule ING7). */
const viewText = (view: object): string =>
  JSON.stringify(view, (_, value: unknown) =>
    typeof value === 'number' && !isReadable(value) ? safeSum(value) : value,
  );

const isReadable = (value: number): boolean => Math.abs(value) <= Number.MAX_SAFE_INTEGER;

/** A row that is gone is never shown: it stands so that an older flush can't bring it back. */
const GONE_SESSION = {
  run: '',
  agent: '',
  project: '',
  user: '',
  startedAt: 0,
  view: '',
};

const GONE_TASK = { taskId: '', card: '', project: '', status: '', listedAt: 0, view: '' };
