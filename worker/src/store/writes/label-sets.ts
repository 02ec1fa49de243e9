import { labelSet } from '@claude-monitor/drizzle/schema';
import { labelSetId, labelsOfText, type Session } from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import type { FlushBatch } from '../rows.ts';
import { statement, type Statement } from '../statement.ts';
import { storableText } from '../storable-text.ts';
import { columnsOf, excluded, keyColumns, list, names, setToExcluded } from './upsert.ts';

type LabelSetRow = typeof labelSet.$inferInsert;

const ROWS_PER_STATEMENT = 2_000;

/** The sets of labels that usage of a flush names, each once; a request's is that of its hour's sum. */
export function labelSetsOf(
  workspace: string,
  { usageHours }: Pick<FlushBatch, 'usageHours'>,
): LabelSetRow[] {
  const texts = new Set<string>();
  for (const { labels } of usageHours) texts.add(labels);
  return [...texts].flatMap((text) => {
    const id = labelSetId(text);
    return labelsOfText(text).map(([key, value]) => ({ workspace, id, key, value }));
  });
}

/** A set never changes: one that is there costs no written row, unless it was spoiled. */
export function labelSetStatements(rows: readonly LabelSetRow[]): Statement[] {
  const columns = columnsOf(labelSet);
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const json = JSON.stringify(
      rows
        .slice(start, start + ROWS_PER_STATEMENT)
        .map(({ workspace, id, key, value }) =>
          [workspace, id, key, value].map((text) => storableText(text)),
        ),
    );
    const fields = columns.map((_, index) =>
      sql.raw(`json_extract(json_each.value, '$[${String(index)}]')`),
    );
    statements.push(
      statement(sql`
        insert into ${labelSet} (${names(columns)})
        select ${list(fields)} from json_each(${json}) where true
        on conflict (${names(keyColumns(labelSet))}) do update set ${setToExcluded([labelSet.value])}
        where ${labelSet.value} <> ${excluded(labelSet.value)}`),
    );
  }
  return statements;
}

/** The labels of a session as pairs, in JSON, so that one is found by its own JSON; '' for none. */
export const labelColumn = (labels: Session['labels']): string =>
  labels.length === 0
    ? ''
    : JSON.stringify(labels.flatMap(({ key, values }) => values.map((value) => [key, value])));
