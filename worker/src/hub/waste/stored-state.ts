import { hash64 } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { WasteState } from '../../domain/waste/waste-state.ts';
import { textOf } from '../storage/storage.ts';

export type Watched = { state: WasteState; at: number };

/** Rows that hold the states of all sessions: one a session would be billed with each checkpoint. */
export const BUCKETS = 8;

export const wasteStateSchema: z.ZodType<WasteState> = z.object({
  requests: z.array(z.string()),
  started: z.array(z.tuple([z.string(), z.string(), z.string()])),
  ended: z.array(z.string()),
  calls: z.array(
    z.object({
      at: z.number(),
      agent: z.string(),
      kind: z.enum(['plain', 'read again', 'failed again']),
    }),
  ),
  reads: z.array(z.tuple([z.string(), z.string()])),
  failed: z.array(z.string()),
  threads: z.array(
    z.object({
      key: z.string(),
      at: z.number(),
      prompt: z.number(),
      output: z.number(),
      micros: z.number().nullable(),
      ttlMs: z.number(),
    }),
  ),
});

const bucketSchema = z.array(z.tuple([z.string(), z.number(), wasteStateSchema]));

export const bucketOf = (session: string): number =>
  parseInt(hash64(session).slice(0, 2), 16) % BUCKETS;

/** States of the sessions of one bucket; of what this version does not know they begin anew. */
export function readBucket(sql: SqlStorage, bucket: number): [string, Watched][] {
  const [row] = sql.exec('select body from waste_session where bucket = ?', bucket);
  if (row === undefined) return [];
  const body: unknown = JSON.parse(textOf(row['body']));
  const sessions = bucketSchema.safeParse(body);
  return (sessions.data ?? []).map(([session, at, state]) => [session, { state, at }]);
}

export function writeBucket(
  sql: SqlStorage,
  bucket: number,
  sessions: Iterable<[string, Watched]>,
): void {
  const body = Array.from(sessions, ([session, { at, state }]) => [session, at, state]);
  sql.exec(
    'insert or replace into waste_session (bucket, body) values (?, ?)',
    bucket,
    JSON.stringify(body),
  );
}
