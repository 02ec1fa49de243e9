import { session } from '@claude-monitor/drizzle/schema';
import { LIMITS, TIME, type Label } from '@claude-monitor/protocol';
import { and, desc, eq, gte, lt } from 'drizzle-orm';
import type { Database } from '../../client.ts';
import { hasLabels } from '../of-labels.ts';

export type SessionsOfLabels = {
  ids: string[];
  /** False: of more than so many, those that went on last. */
  isWhole: boolean;
};

/** Sessions that carry any asked value of each key and went on in a time, by internal id. */
export async function sessionsOfLabels(
  db: Database,
  workspace: string,
  { label, from, to }: { label: readonly Label[]; from: number; to: number },
): Promise<SessionsOfLabels> {
  const rows = await db
    .select({ id: session.id })
    .from(session)
    .where(
      and(
        eq(session.workspace, workspace),
        eq(session.isGone, false),
        // The hour is indexed.
        gte(session.lastHour, Math.floor(from / TIME.hourMs) * TIME.hourMs),
        lt(session.startedAt, to),
        hasLabels(label),
      ),
    )
    .orderBy(desc(session.lastHour), desc(session.id))
    .limit(LIMITS.labelledSessions + 1);
  const ids = rows.map(({ id }) => id);
  const most = LIMITS.labelledSessions;
  return { ids: ids.slice(0, most), isWhole: ids.length <= most };
}
