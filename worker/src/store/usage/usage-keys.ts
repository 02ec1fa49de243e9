import { usageHour } from '@claude-monitor/drizzle/schema';
import { labelKeyOf, type UsageGrouping } from '@claude-monitor/protocol';
import { and, sql, type SQL } from 'drizzle-orm';
import { isAnyOf } from '../in-list.ts';
import { labelValue } from './usage-labels.ts';
import type { UsageTable } from './usage-figures.ts';
import type { UsageSource } from './usage-rows.ts';

/** The filters of a usage query; a row matches any of a filter's values. */
type UsageFilters = {
  agent?: string[] | undefined;
  model?: string[] | undefined;
  project?: string[] | undefined;
  user?: string[] | undefined;
  task?: string[] | undefined;
  provenance?: ('measured' | 'reported')[] | undefined;
};

/** What a row is grouped by in this place of the groupings, '' for none; a label is joined (`withLabels`). */
export function keyOf(table: UsageTable, grouping: UsageGrouping, place: number): SQL<string> {
  if (labelKeyOf(grouping) !== null) return labelValue(place);
  const column = COLUMNS.find((name) => name === grouping);
  if (column !== undefined) return sql<string>`${table[column]}`;
  if (grouping === 'provenance') return provenanceOf(table);
  return grouping === 'task' ? sql<string>`${usageHour.task}` : sql<string>`${usageHour.owner}`;
}

export function filtered(source: UsageSource, filters: UsageFilters): UsageSource {
  const { table, where } = source;
  const conditions = COLUMNS.map((name) => isAnyOf(table[name], filters[name]));
  return {
    ...source,
    where: and(
      where,
      ...conditions,
      isAnyOf(usageHour.task, filters.task),
      isAnyOf(provenanceOf(table), filters.provenance),
    ),
  };
}

/** What every row says of itself. */
const COLUMNS = ['agent', 'model', 'project', 'user'] as const satisfies readonly UsageGrouping[];

/** Superseded reports stand among the reported. */
const provenanceOf = (table: UsageTable): SQL<string> =>
  sql<string>`case ${table.provenance} when 'measured' then 'measured' else 'reported' end`;
