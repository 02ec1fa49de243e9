import { project, task } from '@claude-monitor/drizzle/schema';
import { sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { TaskRow } from '../rows.ts';
import { statement, type Statement } from '../statement.ts';
import { storableText } from '../storable-text.ts';
import { excluded, keyColumns, list, names } from './upsert.ts';

/** Tasks of one statement: as JSON they stay far below what one parameter may hold. */
const TASKS_PER_STATEMENT = 5_000;

const SUMS = [project.tasks, project.openTasks, project.plannedTasks, project.askedTasks];

/**
 * Moves the sums of projects by what the rows of tasks are about to change: the new row is added and
 * the one that stands is taken away. So it runs before those rows are written, in their transaction,
 * and asks what they ask: a row that is not newer moves nothing, however often it comes (rule STO1).
 */
export function projectSumStatements(workspace: string, rows: readonly TaskRow[]): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += TASKS_PER_STATEMENT) {
    statements.push(moveSums(workspace, rows.slice(start, start + TASKS_PER_STATEMENT)));
  }
  return statements;
}

function moveSums(workspace: string, rows: readonly TaskRow[]): Statement {
  const json = JSON.stringify(rows.map(columnsOf));
  const field = (position: number): SQL =>
    sql.raw(`json_extract(json_each.value, '$[${String(position)}]')`);
  const fresh = sql`
    select ${field(0)} as id, ${field(1)} as project, ${field(2)} as is_gone,
      ${field(3)} as status, ${field(4)} as origin, ${field(5)} as last_at, ${field(6)} as rev
    from json_each(${json})`;
  const moved = sql`
    select fresh.project as project, 1 as tasks, ${isOpen(sql`fresh.status`)} as open,
      fresh.origin <> '' as planned, fresh.origin = 'prometheus' as asked,
      fresh.last_at as last_at
    from fresh left join ${task} on ${isSame(workspace)}
    where fresh.is_gone = 0 and (${task.rev} is null or fresh.rev > ${task.rev})
    union all
    select ${task.project}, -1, -${isOpen(sql`${task.status}`)}, -(${task.origin} <> ''),
      -(${task.origin} = 'prometheus'), 0
    from fresh join ${task} on ${isSame(workspace)}
    where ${task.isGone} = 0 and fresh.rev > ${task.rev}`;
  return statement(sql`
    with fresh as materialized (${fresh}), moved as (${moved})
    insert into ${project} (${names([...keyColumns(project), ...SUMS, project.lastAt])})
    select ${workspace}, moved.project, sum(moved.tasks), sum(moved.open), sum(moved.planned),
      sum(moved.asked), max(moved.last_at)
    from moved where true group by moved.project
    on conflict (${names(keyColumns(project))}) do update set ${list([...SUMS.map(added), later])}`);
}

/** What the sums ask of a row, in the order in which the statement reads it. */
function columnsOf(row: TaskRow): unknown[] {
  if (row.isGone) return [row.id, '', 1, '', '', 0, row.rev];
  const { id, project: name, status, origin, lastAt } = row.task;
  return [storableText(id), storableText(name ?? ''), 0, status, origin ?? '', lastAt, row.rev];
}

const isOpen = (status: SQL): SQL => sql`(${status} not in ('success', 'cancelled'))`;

const isSame = (workspace: string): SQL =>
  sql`${task.workspace} = ${workspace} and ${task.id} = fresh.id`;

const added = (column: SQLiteColumn): SQL =>
  sql`${sql.identifier(column.name)} = ${project}.${sql.identifier(column.name)} + ${excluded(column)}`;

const later = sql`${sql.identifier(project.lastAt.name)} = max(${project}.${sql.identifier(project.lastAt.name)}, ${excluded(project.lastAt)})`;
