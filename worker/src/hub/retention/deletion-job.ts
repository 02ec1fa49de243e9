import { z } from 'zod';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';
import { LIMITS } from '@claude-monitor/protocol';

const META = 'deletions';

/**
 * Sessions that go in one round: session keys, internal ids of attempts and tasks, the caller's ids, and
 * those of them that no other session has.
 */
const roundSchema = z.object({
  keys: z.array(z.string()),
  sessions: z.array(z.string()),
  tasks: z.array(z.string()),
  sessionIds: z.array(z.string()),
  names: z.array(z.string()).default([]),
});
export type Round = z.infer<typeof roundSchema>;

export const noRound = (): Round => ({
  keys: [],
  sessions: [],
  tasks: [],
  sessionIds: [],
  names: [],
});

const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['session', 'user', 'workspace']),
  at: z.number(),
  /** What is done next; each stage can be begun again. */
  stage: z.enum([
    'pick',
    'hub',
    'others',
    'journal',
    'arrivals',
    'flush',
    'erase',
    'erase user',
    'wipe',
    'erase workspace',
  ]),
  user: z.string().nullable(),
  /** Of a user: the session that was looked at last. */
  cursor: z.string().nullable(),
  /** Of the others: the session that was looked at last. */
  walked: z.string().nullable().default(null),
  isLastRound: z.boolean(),
  round: roundSchema,
  /** Keys of the round that are in the hub still. */
  left: z.array(z.string()),
  /** Where a stage stands: a seq of the journal, an entry of arrivals, or what libSQL's step before said. */
  resume: z.number().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

const doneSchema = z.object({
  id: z.string(),
  kind: jobSchema.shape.kind,
  at: z.number(),
  doneAt: z.number(),
});
export type DoneJob = z.infer<typeof doneSchema>;

const storedSchema = z.object({ jobs: z.array(jobSchema), done: z.array(doneSchema) });
export type StoredJobs = z.infer<typeof storedSchema>;

export function readJobs(sql: SqlStorage): StoredJobs {
  const stored = readMeta(sql, META);
  return stored === null ? { jobs: [], done: [] } : storedSchema.parse(JSON.parse(textOf(stored)));
}

export function writeJobs(sql: SqlStorage, { jobs, done }: StoredJobs): void {
  const kept = done.slice(-LIMITS.deletionsKept);
  writeMeta(sql, META, JSON.stringify(storedSchema.parse({ jobs, done: kept })));
}
