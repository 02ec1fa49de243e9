/** The kinds of records that the fold keeps, a table each. */
export const RECORD_KINDS = [
  'session',
  'attempt',
  'subagent',
  'task',
  'track',
  'dependencies',
  'session_tasks',
  'task_scope',
  'task_name',
  'plan_group',
  'prompts',
  'list',
  'time_page',
  'span_page',
  'completion_page',
  'standing_page',
  'part_page',
  'hour',
  'hour_rows',
  'chunk',
  'chunk_index',
] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

/**
 * Synchronous storage of records as texts: the one way of the fold to anything that outlives an event.
 * `write` is called at checkpoints only, inside the transaction of whoever owns the storage, so a
 * reader finds the last checkpoint.
 */
export type StoragePort = {
  read(kind: RecordKind, key: string): string | undefined;
  write(kind: RecordKind, key: string, body: string, columns?: SessionColumns): void;
  remove(kind: RecordKind, key: string): void;
  /** Questions to the sessions of the last checkpoint; each reads an index, never all rows. */
  sessions: SessionIndex;
};

/** What the table of sessions is asked by, beside the key. */
export type SessionColumns = {
  lastAt: number;
  standing: SessionStanding;
  /** The caller's id, where the key can't be made from it alone; null where it can. */
  namedId: string | null;
};

/** Ended; open; open, and waiting for a human or for a tool. */
export type SessionStanding = 'ended' | 'open' | 'attention';

export type SessionIndex = {
  /** Keys of the sessions that were last active, the newest first. */
  newest(limit: number): string[];
  /** Keys of the open sessions that wait, the newest first. */
  needingAttention(limit: number): string[];
  /** Keys of sessions under a caller's id. */
  named(sessionId: string, limit: number): string[];
};
