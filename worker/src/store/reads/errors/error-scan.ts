import { errorHour } from '@claude-monitor/drizzle/schema';
import {
  LIMITS,
  severitySchema,
  TIME,
  type ErrorsQuery,
  type Severity,
} from '@claude-monitor/protocol';
import { and, desc, eq, gt, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../client.ts';
import { ceilTo, floorTo, isWithin, wholeHours, type HourWindow } from '../../hours.ts';
import { isAnyOf } from '../../in-list.ts';
import { inWorkspace } from '../../in-workspace.ts';
import { isOfSessions, passingSessions } from '../of-sessions.ts';
import { findSession } from '../sessions/find-session.ts';
import { foldCase } from '../sessions/session-filters.ts';

/** Alike errors of one session and hour. */
export type ErrorRow = {
  hour: number;
  owner: string;
  fingerprint: string;
  agentName: string;
  sessionId: string;
  errorType: string;
  message: string;
  severity: Severity;
  count: number;
  firstAt: number;
  lastAt: number;
};

type ErrorScan = {
  window: { from: number; to: number };
  /** Older hours than this one were not looked at. */
  countedFrom: number | null;
  rows: ErrorRow[];
};

const DEFAULT_WINDOW_MS = 7 * TIME.dayMs;

/**
 * The newest rows of errors that match, of a bounded number that is looked at, whatever the filters; null where
 * the session asked for is not known. The window is whole hours, the last seven days unless the query says
 * otherwise; of a session its whole life.
 */
export async function scanErrors(
  db: Database,
  workspace: string,
  { query, now }: { query: Partial<ErrorsQuery>; now: number },
): Promise<ErrorScan | null> {
  const owner = await ownerOf(db, workspace, query.session);
  if (owner === null) return null;
  const hours = windowOf(query, now);
  const most = LIMITS.scannedErrors;
  const all = await db
    .select({
      hour: sql<number>`${errorHour.hour}`,
      owner: sql<string>`${errorHour.owner}`,
      fingerprint: sql<string>`${errorHour.fingerprint}`,
      agentName: sql<string>`${errorHour.agent}`,
      sessionId: sql<string>`${errorHour.sessionId}`,
      errorType: sql<string>`${errorHour.errorType}`,
      message: sql<string>`${errorHour.message}`,
      severity: sql<string>`${errorHour.severity}`,
      count: sql<number>`${errorHour.count}`,
      firstAt: sql<number>`${errorHour.firstAt}`,
      lastAt: sql<number>`${errorHour.lastAt}`,
      isMatch: sql<number>`${columnsMatch(workspace, query)}`,
    })
    .from(newestRows(db, workspace, { window: hours, owner, most }));
  const isWhole = all.length <= most;
  const looked = isWhole ? all : all.slice(0, most);
  const [oldest = 0, newest = 0] = [looked.at(-1)?.hour, looked[0]?.hour];
  // The hour that the bound cuts is left out: what is counted is whole hours.
  const from = isWhole ? null : oldest < newest ? oldest + TIME.hourMs : oldest;
  const rows = looked
    .filter((row) => row.isMatch !== 0 && (from === null || row.hour >= from))
    .map(({ isMatch: _, severity, ...row }) => ({
      ...row,
      severity: severitySchema.parse(severity),
    }));
  const owners = rows.map((row) => row.owner);
  const passing = await passingSessions(db, workspace, { ids: owners, query, now });
  return {
    window: { from: hours.from ?? oldest, to: hours.to ?? ceilTo(now + 1, TIME.hourMs) },
    countedFrom: from,
    rows: rows.filter((row) => passing?.has(row.owner) !== false && hasText(row, query.q)),
  };
}

const hasText = ({ errorType, message }: ErrorRow, q: string | undefined): boolean =>
  q === undefined || foldCase(`${errorType}\n${message}`).includes(foldCase(q));

/** Undefined: of any session. */
async function ownerOf(
  db: Database,
  workspace: string,
  session: string | undefined,
): Promise<string | null | undefined> {
  if (session === undefined) return undefined;
  return (await findSession(db, workspace, session))?.view.id ?? null;
}

function windowOf(query: Partial<ErrorsQuery>, now: number): HourWindow {
  const window = wholeHours(query);
  if (query.session !== undefined || window.from !== null) return window;
  const newest = Math.max(0, (window.to ?? now) - DEFAULT_WINDOW_MS);
  return { from: floorTo(newest, TIME.hourMs), to: window.to };
}

/** One row more than is looked at says that there are more. */
function newestRows(
  db: Database,
  workspace: string,
  { window, owner, most }: { window: HourWindow; owner: string | undefined; most: number },
): SQL {
  const inner = db
    .select()
    .from(errorHour)
    .where(
      and(
        inWorkspace(errorHour, workspace),
        owner === undefined ? undefined : eq(errorHour.owner, owner),
        isWithin(errorHour.hour, window),
        gt(errorHour.count, 0),
      ),
    )
    .orderBy(desc(errorHour.hour))
    .limit(most + 1);
  return sql`(${inner.getSQL()}) as ${sql.identifier('error_hour')}`;
}

const columnsMatch = (workspace: string, query: Partial<ErrorsQuery>): SQL =>
  and(
    isAnyOf(errorHour.agent, query.agent),
    isAnyOf(errorHour.severity, query.severity),
    isAnyOf(errorHour.fingerprint, query.fingerprint),
    isOfSessions(errorHour.owner, workspace, {
      project: query.project,
      user: query.user,
      label: query.label,
    }),
  ) ?? sql`true`;
