import {
  activityHour,
  activityTrend,
  block,
  edgeHour,
  errorHour,
  hubCursor,
  labelSet,
  project,
  requestChunk,
  session,
  task,
  usageTrend,
} from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Database } from '../client.ts';
import type { DeleteStep, Erasure } from '../writer-rpc.ts';
import { statement } from '../statement.ts';
import { deleteActivity } from './delete-activity.ts';
import { deleteRows, firstThatDeletes, readNumbers, runDeletes } from './delete-rows.ts';
import { deleteLabelSets } from './delete-label-sets.ts';
import { deleteTasks } from './delete-tasks.ts';
import { deleteUsage, type WhichUsage } from './delete-usage.ts';
import { eraseNames, isNaming } from './erase-names.ts';
import { expireStep } from './expire.ts';

const EVER = Number.MAX_SAFE_INTEGER;

/** No index finds what belongs to a run or a user: a step looks through the hours of so many chunks of requests. */
const CHUNKS_PER_STEP = 20_000;

/**
 * One step of a deletion on request: names in events of others, then about so many rows, of some hours, then
 * of what has no hour. Sessions go last: by them the rest is found.
 */
export async function eraseStep(
  db: Database,
  workspace: string,
  what: Erasure,
): Promise<DeleteStep> {
  if (what.kind === 'workspace') return await eraseWorkspace(db, workspace, what);
  if (what.kind === 'sessions' && isNaming(what)) return await eraseNames(db, workspace, what);
  const meant = targetOf(workspace, what);
  const from = what.resume ?? 0;
  if (from === EVER) {
    const rows = await eraseSessions(db, workspace, { meant, atMost: what.rowsAtMost });
    return { rows, more: rows > 0, resume: EVER };
  }
  const to = await endOfStep(db, workspace, from);
  const span = { from, to, atMost: what.rowsAtMost };
  const rows = await eraseHours(db, workspace, { meant, ...span });
  return { rows, more: true, resume: rows > 0 ? from : to };
}

type Step = { meant: EraseTarget; atMost: number };

/** Where the hours end that one step looks through. */
async function endOfStep(db: Database, workspace: string, from: number): Promise<number> {
  const [end] = await readNumbers(
    db,
    sql`select ${requestChunk.hour} from ${requestChunk}
      where ${requestChunk.workspace} = ${workspace} and ${requestChunk.hour} > ${from}
      order by ${requestChunk.hour} limit 1 offset ${CHUNKS_PER_STEP}`,
  );
  return end ?? EVER;
}

async function eraseHours(
  db: Database,
  workspace: string,
  { meant, from, to, atMost }: Step & { from: number; to: number },
): Promise<number> {
  const within = (table: { hour: SQLiteColumn }, which: SQL): SQL =>
    sql`${table.hour} >= ${from} and ${table.hour} < ${to} and ${which}`;
  const activity = within(activityHour, meant.rows(activityHour, activityHour.user));
  const errors = within(errorHour, meant.rows(errorHour));
  const edges = within(edgeHour, edgesOf(workspace, meant));
  const usage: WhichUsage = { from, to, owned: (table) => meant.owned(table, table.user) };
  return await firstThatDeletes([
    () => deleteUsage(db, workspace, { ...usage, rowsAtMost: atMost }),
    () => deleteActivity(db, workspace, { which: activity, rowsAtMost: atMost }),
    () => runDeletes(db, [deleteRows(errorHour, errors, atMost)]),
    () => runDeletes(db, [deleteRows(edgeHour, edges, atMost)]),
  ]);
}

const eraseSessions = (db: Database, workspace: string, { meant, atMost }: Step) =>
  firstThatDeletes([
    () => runDeletes(db, [blocksOf(workspace, meant, atMost)]),
    () => deleteTasks(db, workspace, { which: meant.tasks, rowsAtMost: atMost }),
    () => runDeletes(db, [deleteRows(session, meant.sessions, atMost)]),
    () => deleteLabelSets(db, workspace, atMost),
  ]);

type Owned = Record<'owner' | 'run', SQLiteColumn | SQL>;

type EraseTarget = {
  ids: SQL;
  runs: SQL;
  owned: (table: Owned, user?: SQLiteColumn | SQL) => SQL;
  rows: (table: Owned & { workspace: SQLiteColumn }, user?: SQLiteColumn) => SQL;
  tasks: SQL;
  sessions: SQL;
};

function targetOf(workspace: string, what: Exclude<Erasure, { kind: 'workspace' }>): EraseTarget {
  const ofUser = what.kind === 'user' ? what.user : null;
  const theirs = (column: SQLiteColumn): SQL =>
    sql`(select ${column} from ${session} where ${session.workspace} = ${workspace} and ${session.user} = ${ofUser})`;
  const ids = what.kind === 'user' ? theirs(session.id) : listOf(what.sessions);
  const runs = what.kind === 'user' ? theirs(session.run) : listOf(what.runs);
  const tasks = what.kind === 'user' ? [] : what.tasks;
  const isTheirs = (user?: SQLiteColumn | SQL): SQL =>
    user === undefined ? sql`false` : sql`${user} is ${ofUser}`;
  const owned: EraseTarget['owned'] = (table, user) =>
    sql`(${table.owner} in ${ids} or ${table.run} in ${runs} or ${isTheirs(user)})`;
  return {
    ids,
    runs,
    owned,
    rows: (table, user) => sql`${table.workspace} = ${workspace} and ${owned(table, user)}`,
    tasks: sql`${task.workspace} = ${workspace}
      and (${task.session} in ${ids} or ${task.id} in ${listOf(tasks)})`,
    sessions: sql`${session.workspace} = ${workspace}
      and (${session.id} in ${ids} or ${session.shownAs} in ${ids})`,
  };
}

const blocksOf = (workspace: string, { runs }: EraseTarget, atMost: number) =>
  statement(sql`
    delete from ${block} where ${block.id} in (
      select ${block.id} from ${block}
      where ${block.workspace} = ${workspace} and ${block.session} in ${runs} limit ${atMost})`);

/** What they passed on, and what others passed on to them. */
const edgesOf = (workspace: string, meant: EraseTarget): SQL => sql`
  ${edgeHour.workspace} = ${workspace} and (
    ${edgeHour.owner} in ${meant.ids} or ${edgeHour.run} in ${meant.runs}
    or ${edgeHour.toSession} in ${meant.ids}
    or ${edgeHour.toSessionId} in (select ${session.sessionId} from ${session} where ${meant.sessions}))`;

const listOf = (ids: readonly string[]): SQL =>
  sql`(select value from json_each(${JSON.stringify(ids)}))`;

/** All that can come of age is deleted as if it had; then what says that there was a workspace. */
async function eraseWorkspace(
  db: Database,
  workspace: string,
  { rowsAtMost, resume }: Pick<Erasure, 'rowsAtMost' | 'resume'>,
): Promise<DeleteStep> {
  const all = { blocksBefore: EVER, historyBefore: EVER, rowsAtMost, resume };
  const step = await expireStep(db, workspace, all);
  if (step.more) return step;
  const rest = [usageTrend, activityTrend, project, labelSet, hubCursor];
  const rows = await runDeletes(
    db,
    rest.map((table) => deleteRows(table, sql`${table.workspace} = ${workspace}`, rowsAtMost)),
  );
  return { rows, more: rows > 0, resume: step.resume };
}
