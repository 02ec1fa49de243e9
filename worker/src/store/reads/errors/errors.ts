import type { ErrorGroup, ErrorsQuery } from '@claude-monitor/protocol';
import type { Database } from '../../client.ts';
import { filtersOf, pageByFigure, placeOf } from '../list-pages.ts';
import type { Page } from '../page-cursor.ts';
import { scanErrors, type ErrorRow } from './error-scan.ts';

export type { ErrorsQuery };

export type ErrorsPage = Page<ErrorGroup> & { countedFrom: number | null };

/** Errors of the workspace or one session, alike ones of a session together, the newest first. */
export async function listErrors(
  db: Database,
  workspace: string,
  { query, now }: { query: Partial<ErrorsQuery> & { limit: number }; now: number },
): Promise<ErrorsPage> {
  const filters = filtersOf(query);
  const after = placeOf(query.cursor, filters);
  const scan = await scanErrors(db, workspace, { query, now });
  if (scan === null) return { items: [], next: null, countedFrom: null };
  const groups = groupsOf(scan.rows);
  const rows = groups.map((view) => ({ id: keyOf(view), at: view.lastAt, view }));
  const { items, next } = pageByFigure(rows, {
    ...{ limit: query.limit, filters, after },
    most: rows.length,
    order: 'desc',
    keyOf: ({ lastAt }) => lastAt,
  });
  return { items, next, countedFrom: scan.countedFrom };
}

const keyOf = ({ session, fingerprint }: { session: string; fingerprint: string }): string =>
  JSON.stringify([session, fingerprint]);

function groupsOf(rows: readonly ErrorRow[]): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const { hour: _, owner: session, ...row } of rows) {
    const key = keyOf({ session, fingerprint: row.fingerprint });
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { ...row, session });
      continue;
    }
    group.count += row.count;
    group.firstAt = Math.min(group.firstAt, row.firstAt);
    group.lastAt = Math.max(group.lastAt, row.lastAt);
  }
  return [...groups.values()];
}
