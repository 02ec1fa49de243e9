import { session } from '@claude-monitor/drizzle/schema';
import { valuesByKey, type Label } from '@claude-monitor/protocol';
import { and, or, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { storableText } from '../storable-text.ts';

/** The condition that a session carries any asked value of each key; its column holds them as pairs, in JSON. */
export const hasLabels = (labels: readonly Label[] | undefined): SQL | undefined =>
  and(
    ...valuesByKey(labels ?? []).map(([key, values]) =>
      or(
        ...values.map(
          (value) =>
            sql`instr(${session.labels}, ${storableText(JSON.stringify([key, value]))}) > 0`,
        ),
      ),
    ),
  );

/** The same of what belongs to a session, by the column that names it. */
export function isOfLabels(
  owner: SQLiteColumn,
  workspace: string,
  labels: readonly Label[] | undefined,
): SQL | undefined {
  const has = hasLabels(labels);
  if (has === undefined) return undefined;
  return sql`exists (select 1 from ${session}
    where ${session.workspace} = ${workspace} and ${session.id} = ${owner} and ${has})`;
}
