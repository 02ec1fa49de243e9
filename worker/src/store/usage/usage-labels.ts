import { labelSet } from '@claude-monitor/drizzle/schema';
import { labelKeyOf, valuesByKey, type Label, type UsageGrouping } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { isAnyOf } from '../in-list.ts';
import type { UsageSource } from './usage-rows.ts';

/** By a name of its own: a select leaves out those of tables, and others have a `value` too. */
const label = (place: number, column: SQLiteColumn): SQL =>
  sql`${nameOf(place)}.${sql.identifier(column.name)}`;

const nameOf = (place: number): SQL => sql.identifier(`label${String(place)}`).getSQL();

/** The value of the label that is grouped by in this place, '' where a row has none of its key. */
export const labelValue = (place: number): SQL<string> =>
  sql<string>`coalesce(${label(place, labelSet.value)}, '')`;

/** Joins each row with its labels of the keys that are grouped by: its set of labels is found by its id. */
export function withLabels(
  source: UsageSource,
  workspace: string,
  groupBy: readonly UsageGrouping[],
): UsageSource {
  const joins = groupBy.flatMap((grouping, place) => {
    const key = labelKeyOf(grouping);
    if (key === null) return [];
    return sql` left join ${labelSet} as ${nameOf(place)}
      on ${label(place, labelSet.workspace)} = ${workspace}
      and ${label(place, labelSet.id)} = ${source.table.labels} and ${label(place, labelSet.key)} = ${key}`;
  });
  return { ...source, rows: sql.join([source.rows, ...joins]) };
}

/** The rows that carry any asked value of each key. */
export function ofLabels(
  source: UsageSource,
  workspace: string,
  labels: readonly Label[] = [],
): UsageSource {
  const carries = valuesByKey(labels).map(
    ([key, values]) => sql`exists (select 1 from ${labelSet} as carried
      where carried.workspace = ${workspace} and carried.id = ${source.table.labels}
      and carried.key = ${key} and ${isAnyOf(sql`carried.value`, values)})`,
  );
  return { ...source, where: and(source.where, ...carries) };
}
