import {
  activityHour,
  edgeHour,
  errorHour,
  session,
  task,
  usageHour,
} from '@claude-monitor/drizzle/schema';
import {
  STATE_TIME_FIELDS,
  USAGE_SUM_FIELDS,
  VERIFIED_TABLES,
  type HubRow,
  type HubRows,
  type VerifiedTable,
} from '@claude-monitor/protocol';
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../client.ts';
import { readSession, readTask } from '../reads/read-view.ts';
import { differencesBetween, type Comparison, type Difference } from './difference.ts';
import { labelsFigure, sessionFigures, taskFigures } from './view-figures.ts';

type StoredRow = Readonly<Record<string, unknown>>;

const HOURLY = {
  usage_hour: usageHour,
  activity_hour: activityHour,
  error_hour: errorHour,
  edge_hour: edgeHour,
} as const;

const pairsSchema = z.array(z.tuple([z.string(), z.string()]));

const PLACE = ['hour', 'owner', 'run'];
const PEOPLE = ['agent', 'project', 'user'];

const COMPARISONS: Record<VerifiedTable, Comparison> = {
  session: {
    table: 'session',
    key: ['id'],
    figures: ['rows', 'errors', 'toolCalls', 'labels', ...USAGE_SUM_FIELDS],
  },
  task: { table: 'task', key: ['id', 'status', 'project'], figures: ['rows', ...USAGE_SUM_FIELDS] },
  usage_hour: {
    table: 'usage_hour',
    key: [...PLACE, 'agentId', 'task', 'model', 'provenance', 'labels', ...PEOPLE],
    figures: [...USAGE_SUM_FIELDS, 'clientCostMicros'],
  },
  activity_hour: {
    table: 'activity_hour',
    key: [...PLACE, ...PEOPLE],
    figures: [
      ...['tasksStarted', 'tasksDone', 'tasksFailed', 'errors', 'toolCalls'],
      ...STATE_TIME_FIELDS,
    ],
  },
  error_hour: {
    table: 'error_hour',
    key: [...PLACE, 'fingerprint', 'errorType', 'message', 'severity'],
    figures: ['count', 'firstAt', 'lastAt'],
  },
  edge_hour: {
    table: 'edge_hour',
    key: [...PLACE, 'agentId', 'project', 'kind', 'toSession', 'toSessionId', 'toAgent'],
    figures: ['count', 'length', 'lastAt'],
  },
};

/** What one answer of a hub and libSQL disagree about; `unsettled` subjects change just now. */
type AgainstHub = { differences: Difference[]; unsettled: number };

/**
 * Compares some of what a hub holds with what libSQL holds of the same (rule STO8). What changed after
 * the last flush that libSQL confirmed, or since the hub answered, is not compared.
 */
export async function differencesFromHub(
  db: Database,
  workspace: string,
  page: HubRows,
): Promise<AgainstHub> {
  const stored = await storedRows(db, workspace, page);
  const moving = new Set<string>();
  for (const table of VERIFIED_TABLES) {
    for (const row of page.rows[table]) {
      if (Number(row['rev']) > page.flushedSeq) moving.add(subjectOf(table, row));
    }
    for (const row of stored[table]) {
      if (Number(row['rev']) > page.seq) moving.add(subjectOf(table, row));
    }
  }
  const differences = VERIFIED_TABLES.flatMap((table) => {
    const isSettled = (row: StoredRow): boolean => !moving.has(subjectOf(table, row));
    const should: HubRow[] = page.rows[table];
    return differencesBetween(
      COMPARISONS[table],
      should.filter(isSettled),
      stored[table].filter(isSettled),
    );
  });
  return { differences, unsettled: moving.size };
}

/** What is right or wrong together: a session, a task, a session's hour. */
const subjectOf = (table: VerifiedTable, row: StoredRow): string =>
  table === 'session' || table === 'task'
    ? JSON.stringify([table, row['id']])
    : JSON.stringify([row['run'], row['hour']]);

async function storedRows(
  db: Database,
  workspace: string,
  { hours, rows }: HubRows,
): Promise<Record<VerifiedTable, StoredRow[]>> {
  const wanted = new Set(hours.map((hour) => subjectOf('usage_hour', hour)));
  const starts = [...new Set(hours.map(({ hour }) => hour))];
  const runs = [...new Set(hours.map(({ run }) => run))];
  const hourly = async (table: keyof typeof HOURLY): Promise<StoredRow[]> => {
    const of = HOURLY[table];
    const found = await db
      .select()
      .from(of)
      .where(and(eq(of.workspace, workspace), inArray(of.hour, starts), inArray(of.run, runs)));
    return found.filter((row) => wanted.has(subjectOf(table, row)));
  };
  const ids = (table: 'session' | 'task'): string[] => rows[table].map(({ id }) => String(id));
  const sessions = await db
    .select()
    .from(session)
    .where(and(eq(session.workspace, workspace), inArray(session.id, ids('session'))));
  const tasks = await db
    .select()
    .from(task)
    .where(and(eq(task.workspace, workspace), inArray(task.id, ids('task'))));
  return {
    // Lists are filtered by the column, pages show the view: that one is compared which differs.
    session: sessions.map(({ id, rev, isGone, view, labels }) => {
      if (isGone) return { id, rev };
      const figures = sessionFigures(readSession(view));
      const ofColumn = labelsFigure(labels === '' ? [] : pairsSchema.parse(JSON.parse(labels)));
      return { id, rev, ...figures, labels: ofColumn };
    }),
    task: tasks.map(({ id, rev, isGone, view }) =>
      isGone ? { id, rev } : { id, rev, ...taskFigures(readTask(view)) },
    ),
    usage_hour: await hourly('usage_hour'),
    activity_hour: await hourly('activity_hour'),
    error_hour: await hourly('error_hour'),
    edge_hour: await hourly('edge_hour'),
  };
}
