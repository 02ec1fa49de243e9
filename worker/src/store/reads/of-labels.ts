import { session } from '@claude-monitor/drizzle/schema';
import type { Label } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { storableText } from '../storable-text.ts';

/** The condition that a session carries all of these labels; its column holds them as pairs, in JSON. */
export const hasLabels = (labels: readonly Label[] | undefined): SQL | undefined =>
  and(
    ...(labels ?? []).map(
      (label) => sql`instr(${session.labels}, ${storableText(JSON.stringify(label))}) > 0`,
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
