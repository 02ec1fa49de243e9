import { errorHour, session } from '@claude-monitor/drizzle/schema';
import {
  AppError,
  LIMITS,
  TIME,
  type ErrorGroupsAnswer,
  type ErrorGroupsQuery,
} from '@claude-monitor/protocol';
import { and, lt, sql } from 'drizzle-orm';
import { stretchesOf, type Stretch } from '../../../domain/calendar.ts';
import { countOf, errorKinds, isSevere, sortKinds, trendOf } from '../../../domain/error-kinds.ts';
import type { Database } from '../../client.ts';
import { inWorkspace } from '../../in-workspace.ts';
import { scanErrors } from './error-scan.ts';

/** The oldest rows of a kind that are looked at: sessions of one hour stand in no order. */
const FIRST_ROWS = 8;

type Answer = Omit<ErrorGroupsAnswer, 'asOf' | 'fresh'>;

/** Up to this long a trend is of hours unless the query says otherwise. */
const HOURS_UP_TO_MS = 3 * TIME.dayMs;

/** Kinds of errors in a time, the new ones first: when each was seen first is asked of all that is kept. */
export async function groupErrors(
  db: Database,
  workspace: string,
  { query, now }: { query: ErrorGroupsQuery; now: number },
): Promise<Answer> {
  const scan = await scanErrors(db, workspace, { query, now });
  if (scan === null) return NO_ERRORS;
  const { window, rows, countedFrom } = scan;
  const points = pointsOf(window, query);
  const counted = errorKinds(rows, points);
  const first = await firstSeen(
    db,
    workspace,
    counted.map(({ fingerprint }) => fingerprint),
  );
  const hasBefore = await hasSessionsBefore(db, workspace, window.from);
  const kinds = counted.map((kind) => {
    const firstAt = first.get(kind.fingerprint) ?? kind.lastAt;
    return { ...kind, firstAt, isNew: hasBefore && firstAt >= window.from };
  });
  const all = trendOf(rows, points);
  const severe = trendOf(
    rows.filter(({ severity }) => isSevere(severity)),
    points,
  );
  return {
    ...window,
    countedFrom,
    points: points.map((point, index) => ({
      ...point,
      count: all[index] ?? 0,
      severe: severe[index] ?? 0,
    })),
    errors: countOf(rows),
    sessions: new Set(rows.map(({ owner }) => owner)).size,
    kinds: kinds.length,
    hasBefore,
    newKinds: kinds.filter(({ isNew }) => isNew).length,
    items: sortKinds(kinds, query),
  };
}

const NO_ERRORS: Answer = {
  ...{ from: 0, to: 0, countedFrom: null, points: [], items: [] },
  ...{ errors: 0, sessions: 0, kinds: 0, newKinds: 0, hasBefore: false },
};

/** Throws `invalid_query` for more points than an answer holds. */
function pointsOf(window: { from: number; to: number }, query: ErrorGroupsQuery): Stretch[] {
  const long = window.to - window.from;
  const interval = query.interval ?? (long <= HOURS_UP_TO_MS ? 'hour' : 'day');
  if (long / (interval === 'hour' ? TIME.hourMs : 23 * TIME.hourMs) > LIMITS.trendPoints) {
    const words = `At most ${String(LIMITS.trendPoints)} points: ask for a longer interval, or less time.`;
    throw new AppError('invalid_query', words, { path: 'interval' });
  }
  return stretchesOf(window, interval, query.timezone ?? 'UTC');
}

/**
 * When errors of each kind were seen first, of all that is kept: a few rows of an index each. Of more sessions than
 * that in its first hour, the first of some of them.
 */
async function firstSeen(
  db: Database,
  workspace: string,
  fingerprints: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (fingerprints.length === 0) return new Map();
  const isOfKind = sql`${errorHour.fingerprint} = kind.value
    and ${inWorkspace(errorHour, workspace)} and ${errorHour.count} > 0`;
  const kinds = sql`json_each(${JSON.stringify(fingerprints)}) as kind`;
  const rows = await db
    .select({
      fingerprint: sql<string>`kind.value`,
      firstAt: sql<number | null>`(select min(first_at) from
        (select ${errorHour.firstAt} as first_at from ${errorHour} where ${isOfKind}
          order by ${errorHour.hour} limit ${FIRST_ROWS}))`,
    })
    .from(kinds);
  return new Map(
    rows.flatMap(({ fingerprint, firstAt }) => (firstAt === null ? [] : [[fingerprint, firstAt]])),
  );
}

async function hasSessionsBefore(db: Database, workspace: string, at: number): Promise<boolean> {
  const rows = await db
    .select({ startedAt: session.startedAt })
    .from(session)
    .where(and(inWorkspace(session, workspace), lt(session.startedAt, at)))
    .limit(1);
  return rows.length > 0;
}
