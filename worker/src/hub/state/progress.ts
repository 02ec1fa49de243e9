import { z } from 'zod';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const SEQS_PER_MS = 1_000;

const storedSchema = z.object({
  epoch: z.number(),
  /** What the checkpoint holds. */
  foldedSeq: z.number(),
  /** What libSQL confirmed. */
  flushedSeq: z.number(),
  /** End of the range that was cut and is not confirmed yet; it starts after flushedSeq. */
  flushingTo: z.number().nullable(),
  /** The newest seq at which a session or task went away: an older cursor can't be resumed. */
  goneSeq: z.number(),
  /** Above this seq the next event stands: rows that an upgrade wrote carry it, or a change that no event made. */
  seqFloor: z.number().default(0),
});

/** Where the hub stands. `seq` is not stored: it is the journal's last, or foldedSeq when that is empty. */
export type Progress = z.infer<typeof storedSchema> & { seq: number };

/** A new epoch starts above the seqs of any earlier one, so that new storage never goes back. */
export function newProgress(now: number): Progress {
  const seq = now * SEQS_PER_MS;
  return {
    epoch: now,
    seq,
    foldedSeq: seq,
    flushedSeq: seq,
    flushingTo: null,
    goneSeq: seq,
    seqFloor: 0,
  };
}

export function readProgress(sql: SqlStorage): Progress {
  const stored = storedSchema.parse(JSON.parse(textOf(readMeta(sql, 'progress'))));
  return { ...stored, seq: stored.foldedSeq };
}

/** One row, so that a step costs one billed write. */
export function writeProgress(sql: SqlStorage, progress: Progress): void {
  writeMeta(sql, 'progress', JSON.stringify(storedSchema.parse(progress)));
}
