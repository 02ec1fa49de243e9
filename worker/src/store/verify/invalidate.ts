import {
  activityHour,
  edgeHour,
  errorHour,
  project,
  requestChunk,
  session,
  task,
  usageHour,
} from '@claude-monitor/drizzle/schema';
import type { Repair } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import { statement, type Statement } from '../statement.ts';
import { activityTrendStatements, usageTrendStatements } from '../writes/trends.ts';

const HOURLY = [requestChunk, usageHour, activityHour, errorHour, edgeHour];

/**
 * Makes room for rows that a hub is about to send again (rule STO8), in one transaction: rows of these
 * hours are deleted, for there may be some that no hub knows, and sessions and tasks are older than any row.
 * Those stay until then, for sums of projects, which are made again, move with them.
 */
export function invalidateStatements(
  workspace: string,
  { hours, sessions, tasks }: Repair,
): Statement[] {
  const pairs = JSON.stringify(hours.map(({ run, hour }) => [hour, run]));
  const starts = hours.map(({ hour }) => hour);
  const ids = (of: readonly string[]) => sql`(select value from json_each(${JSON.stringify(of)}))`;
  return [
    ...HOURLY.map((table) =>
      statement(sql`
        delete from ${table} where workspace = ${workspace} and (hour, run) in (
          select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${pairs}))`),
    ),
    statement(sql`
      update ${session} set rev = 0 where workspace = ${workspace} and id in ${ids(sessions)}`),
    statement(sql`
      update ${task} set rev = 0 where workspace = ${workspace} and id in ${ids(tasks)}`),
    ...(tasks.length === 0 ? [] : projectStatements(workspace)),
    ...usageTrendStatements(workspace, starts),
    ...activityTrendStatements(workspace, starts),
  ];
}

function projectStatements(workspace: string): Statement[] {
  return [
    statement(sql`delete from ${project} where workspace = ${workspace}`),
    statement(sql`
      insert into ${project}
        (workspace, project, tasks, open_tasks, planned_tasks, asked_tasks, last_at)
      select workspace, project, count(*), sum(status not in ('success', 'cancelled')),
        sum(origin <> ''), sum(origin = 'prometheus'), max(last_at)
      from ${task} where workspace = ${workspace} and is_gone = 0 group by project`),
  ];
}
