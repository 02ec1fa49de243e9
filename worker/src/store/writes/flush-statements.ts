import {
  block,
  edgeHour,
  errorHour,
  hubCursor,
  session,
  task,
  usageHour,
  activityHour,
} from '@claude-monitor/drizzle/schema';
import { sql } from 'drizzle-orm';
import { flushRows, type FlushRows } from './flush-rows.ts';
import { projectSumStatements } from './project-sums.ts';
import { labelSetStatements } from './label-sets.ts';
import { requestStatements } from './request-rows.ts';
import type { FlushBatch } from '../rows.ts';
import { statement, type Statement } from '../statement.ts';
import { activityTrendStatements, usageTrendOfRows } from './trends.ts';
import { columnsOf, excluded, list, names, setToExcluded, upsertNewer } from './upsert.ts';

/** A block is at most 256 kB; each insert carries a few, as parameters: they are not text. */
const BLOCKS_PER_STATEMENT = 16;

/**
 * One flush as statements for one transaction. Pure. Each is guarded on its own, so the whole may
 * come late, twice, or after its answer was lost (rule STO1).
 */
export function flushStatements(batch: FlushBatch, now: number): Statement[] {
  const rows = flushRows(batch, now);
  const hoursOf = (changed: readonly { hour: number }[]): number[] =>
    changed.map((row) => row.hour);
  return [
    cursorStatement(batch, now),
    ...blockStatements(rows.blocks),
    ...upsertNewer(session, rows.sessions, {
      fixed: [session.sessionId],
      indexed: [session.startedAt, session.lastHour],
    }),
    ...projectSumStatements(batch.workspace, batch.tasks),
    ...upsertNewer(task, rows.tasks, {
      indexed: [task.listedAt, task.endedAt, task.session, task.project],
    }),
    ...labelSetStatements(rows.labelSets),
    ...requestStatements(rows.requestChunks),
    ...upsertNewer(usageHour, rows.usageHours),
    ...usageTrendOfRows(batch.workspace, rows.usageHours),
    ...upsertNewer(activityHour, rows.activityHours),
    ...activityTrendStatements(batch.workspace, hoursOf(batch.activityHours)),
    ...upsertNewer(errorHour, rows.errorHours),
    ...upsertNewer(edgeHour, rows.edgeHours),
  ];
}

function cursorStatement(batch: FlushBatch, now: number): Statement {
  const columns = [hubCursor.workspace, hubCursor.epoch, hubCursor.seq, hubCursor.flushedAt];
  const epoch = excluded(hubCursor.epoch);
  return statement(sql`
    insert into ${hubCursor} (${names(columns)})
    values (${batch.workspace}, ${batch.epoch}, ${batch.toSeq}, ${now})
    on conflict (${names([hubCursor.workspace])})
    do update set ${setToExcluded(columns.slice(1))}
    where ${epoch} > ${hubCursor.epoch}
    or (${epoch} = ${hubCursor.epoch} and ${excluded(hubCursor.seq)} > ${hubCursor.seq})`);
}

function blockStatements(rows: FlushRows['blocks']): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += BLOCKS_PER_STATEMENT) {
    const values = rows
      .slice(start, start + BLOCKS_PER_STATEMENT)
      .map(
        (row) =>
          sql`(${row.workspace}, ${row.session}, ${row.firstSeq}, ${row.lastSeq}, ${row.fromAt}, ${row.toAt}, ${row.storedAt}, ${row.count}, ${row.data})`,
      );
    statements.push(
      statement(sql`
        insert into ${block} (${names(columnsOf(block).filter((column) => column !== block.id))})
        values ${list(values)} on conflict do nothing`),
    );
  }
  return statements;
}
