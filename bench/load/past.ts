import { TIME } from '@claude-monitor/protocol';
import { openDatabase } from '../../worker/src/store/client.ts';
import { batchOf } from '../../worker/src/store/testing/rows.fixture.ts';
import {
  EVENTS_OF_A_SMALL_SESSION,
  sessionsAt,
} from '../../worker/src/store/testing/small-sessions.fixture.ts';
import { writeFlush } from '../../worker/src/store/writes/write-flush.ts';

const SESSIONS_A_FLUSH = 500;
const clock = { now: Date.now, sleep: () => Promise.resolve() };

export type Past = {
  databaseUrl: string;
  workspace: string;
  /** Events of the last week, and of the year before it. */
  recentEvents: number;
  olderEvents: number;
  now: number;
};

/**
 * Writes what a hub would have flushed of a team's year: the last week alike in every measurement, and as
 * much before it as is asked for. Straight into libSQL, for to send it would take hours.
 */
export async function writePast(past: Past): Promise<void> {
  const { databaseUrl, workspace, now } = past;
  const db = openDatabase({ url: databaseUrl, timeoutMs: 60_000 });
  const older = Math.floor(past.olderEvents / EVENTS_OF_A_SMALL_SESSION);
  const recent = Math.floor(past.recentEvents / EVENTS_OF_A_SMALL_SESSION);
  const weekAt = now - 7 * TIME.dayMs;
  const timeOf = (index: number): number =>
    index < older
      ? weekAt - Math.ceil(((older - index) * 357 * TIME.dayMs) / older)
      : weekAt + Math.floor(((index - older) * (7 * TIME.dayMs - TIME.hourMs)) / recent);
  for (let first = 0; first < older + recent; first += SESSIONS_A_FLUSH) {
    const count = Math.min(SESSIONS_A_FLUSH, older + recent - first);
    const rows = sessionsAt({ workspace, first, count, timeOf });
    // Under an epoch of its own: the hub knows nothing of them and leaves them as they are.
    const written = await writeFlush(db, batchOf({ ...rows, epoch: 1 }), clock);
    if (!written.ok) throw new Error(`libSQL refused the past: ${written.message}`);
  }
}
