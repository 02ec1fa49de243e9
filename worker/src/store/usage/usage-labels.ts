import { labelSet } from '@claude-monitor/drizzle/schema';
import type { Label } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { UsageSource } from './usage-rows.ts';

/** By a name of its own: a select leaves out those of tables, and others have a `value` too. */
const label = (column: SQLiteColumn): SQL => sql`label.${sql.identifier(column.name)}`;

/** The value of the label that a source was joined with, '' where a row has none of its key. */
export const LABEL_VALUE: SQL<string> = sql<string>`coalesce(${label(labelSet.value)}, '')`;

/** Joins each row with its label of a key: its set of labels is found by its id. */
export function withLabel(source: UsageSource, workspace: string, key: string): UsageSource {
  return {
    ...source,
    rows: sql`${source.rows} left join ${labelSet} as label
      on ${label(labelSet.workspace)} = ${workspace}
      and ${label(labelSet.id)} = ${source.table.labels} and ${label(labelSet.key)} = ${key}`,
  };
}

/** The rows that carry all of these labels. */
export function ofLabels(
  source: UsageSource,
  workspace: string,
  labels: readonly Label[] = [],
): UsageSource {
  const carries = labels.map(
    ([key, value]) => sql`exists (select 1 from ${labelSet} as carried
      where carried.workspace = ${workspace} and carried.id = ${source.table.labels}
      and carried.key = ${key} and carried.value = ${value})`,
  );
  return { ...source, where: and(source.where, ...carries) };
}
