import type { Database } from '../client.ts';
import { flushStatements } from './flush-statements.ts';
import type { FlushBatch } from '../rows.ts';
import type { WriteResult } from '../writer-rpc.ts';
import { probe } from './probe.ts';
import { rowlessFailure, writeFailure, type WriteFailure } from './write-failure.ts';

/** Another writer holds the lock for milliseconds; who waits longer is answered `busy`. */
const BUSY_DELAYS_MS = [50, 150, 450] as const;

/** libSQL itself may wait seconds before it says busy: no try begins later than this. */
const LAST_TRY_AFTER_MS = 10_000;

export type Clock = { now: () => number; sleep: (ms: number) => Promise<void> };

/**
 * Writes one flush in one transaction. Never throws; on busy it tries again a few times. That the rows
 * are at fault is said only of a database that would take others.
 */
export async function writeFlush(
  db: Database,
  batch: FlushBatch,
  clock: Clock,
): Promise<WriteResult> {
  const startedAt = clock.now();
  for (let attempt = 0; ; attempt++) {
    try {
      await db.$client.batch(flushStatements(batch, startedAt), 'write');
      return { ok: true };
    } catch (error) {
      const failure = await confirmed(db, writeFailure(error));
      const delayMs = failure.code === 'busy' ? BUSY_DELAYS_MS[attempt] : undefined;
      const isLate = clock.now() - startedAt > LAST_TRY_AFTER_MS;
      if (delayMs === undefined || isLate) return failure;
      await clock.sleep(delayMs);
    }
  }
}

/** A fault of the rows, unless the database takes none: a missing table has the code of a bad value. */
async function confirmed(db: Database, failure: WriteFailure): Promise<WriteFailure> {
  if (failure.fault !== 'row') return failure;
  try {
    await probe(db);
    return failure;
  } catch (error) {
    return rowlessFailure(error);
  }
}
