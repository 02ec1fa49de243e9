import {
  addFigures,
  addUsage,
  labelKeyOf,
  labelsOfText,
  noFigures,
  type UsageAnswer,
  type UsageFigures,
  type UsageGrouping,
} from '@claude-monitor/protocol';
import type { RequestRow } from './requests.fixture.ts';

/** Usage by adding up requests one by one. */

export const labelOf = (row: RequestRow, wanted: string): string =>
  labelsOfText(row.labels).find(([key]) => key === wanted)?.[1] ?? '';

function valueOf(row: RequestRow, grouping: UsageGrouping): string {
  const label = labelKeyOf(grouping);
  if (label !== null) return labelOf(row, label);
  if (grouping === 'session') return `name of ${row.owner}`;
  if (grouping === 'task') return row.task === '' ? '' : `name of ${row.task}`;
  if (grouping === 'provenance') return row.provenance === 'measured' ? 'measured' : 'reported';
  return COLUMNS.has(grouping) ? String(Reflect.get(row, grouping)) : '';
}

const COLUMNS = new Set<string>(['agent', 'model', 'project', 'user']);

const keysOf = (row: RequestRow, groupBy: readonly UsageGrouping[]): (string | null)[] =>
  groupBy.map((grouping) => valueOf(row, grouping) || null);

export function sumOf(rows: readonly RequestRow[]): UsageFigures {
  const sums = noFigures();
  for (const row of rows) {
    if (row.provenance !== 'superseded') addUsage(sums, row);
    addUsage(row.provenance === 'measured' ? sums.measured : sums.reported, row);
  }
  return sums;
}

export function groupsOf(rows: readonly RequestRow[], groupBy: readonly UsageGrouping[]) {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keysOf(row, groupBy)));
  return new Map([...groups].map(([keys, own]) => [keys, sumOf(own)]));
}

export const asMap = (groups: UsageAnswer['groups']) =>
  new Map(
    groups.map(({ key: _key, id: _id, keys, ...figures }) => [JSON.stringify(keys), figures]),
  );

export function sumOfAll(parts: readonly UsageFigures[]): UsageFigures {
  const sum = noFigures();
  for (const part of parts) addFigures(sum, part);
  return sum;
}

export const isIn = (row: RequestRow, { at, until }: { at: number; until: number }): boolean =>
  row.at >= at && row.at < until;
