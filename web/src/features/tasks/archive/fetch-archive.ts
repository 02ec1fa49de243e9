import { tasksAnswerSchema, type TaskSort } from '@claude-monitor/protocol/api/index';
import type { z } from 'zod';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import type { Filters } from '../../../lib/filters/filters.ts';
import { listQuery } from '../../../lib/filters/list-query.ts';
import type { Bounds } from '../../../lib/range/range.ts';

export type TasksPage = z.infer<typeof tasksAnswerSchema>;

/** In these orders only tasks that ended are listed. */
const ARCHIVE_SORTS = [
  'ended_at',
  'duration',
  'waited',
  'tries',
  'cost',
] as const satisfies readonly TaskSort[];
export type ArchiveSort = { by: (typeof ARCHIVE_SORTS)[number]; order: 'desc' | 'asc' };

export function sortFrom(param: (name: string) => string | null): ArchiveSort {
  const by = ARCHIVE_SORTS.find((one) => one === param('sort')) ?? 'ended_at';
  return { by, order: param('order') === 'asc' ? 'asc' : 'desc' };
}

type ArchiveQuery = { bounds: Bounds; filters: Filters; sort: ArchiveSort };

export function archivePath(
  { bounds, filters, sort }: ArchiveQuery,
  cursor: string | null,
): string {
  const query = listQuery({ bounds, filters });
  query.set('sort', sort.by);
  query.set('order', sort.order);
  if (cursor === null) query.set('facets', 'true');
  else query.set('cursor', cursor);
  return `/v1/tasks?${query.toString()}`;
}

export const fetchArchive = (
  pageQuery: ArchiveQuery,
  cursor: string | null,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<TasksPage>> =>
  fetchHistory(archivePath(pageQuery, cursor), tasksAnswerSchema, fetchFrom);
