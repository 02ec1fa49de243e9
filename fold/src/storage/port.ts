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
  'status_page',
  'part_page',
  'hour',
  'hour_rows',
  'chunk',
  'chunk_index',
  'trace',
  'user_usage',
] as const;

export type RecordKind = (typeof RECORD_KINDS)[number];

/**
 * Synchronous storage of records as texts: the one way of the fold to anything that outlives an event.
 * `write` is called at checkpoints only, inside the transaction of whoever owns the storage, so a
 * reader finds the last checkpoint.
 */
export type StoragePort = {
  read(kind: RecordKind, key: string): string | undefined;
  /** The form in which a body is stored, made ahead of the checkpoint that writes it. */
  pack(kind: RecordKind, body: string): Packed;
  /** Many at once: a call of the runtime costs ten times what the row does. */
  write(kind: RecordKind, rows: readonly Row[]): void;
  remove(kind: RecordKind, key: string): void;
  /** Questions to the sessions and tasks of the last checkpoint; each reads an index, never all rows. */
  listed: Record<ListedKind, Listing>;
  /** Which hours something arrived for on which day: an hour stands in it once for each such day. */
  arrivals: {
    add(day: number, hours: readonly string[]): void;
    before(day: number): Arrivals | null;
    remove(id: number): void;
  };
};

/** What is stored of a record: `columns` for those kinds that are listed. */
export type Row = { key: string; body: string | Packed; columns?: Columns | undefined };

/** What `pack` made, for the `write` of the same storage and kind. */
export class Packed {
  readonly stored: string | ArrayBuffer;

  constructor(stored: string | ArrayBuffer) {
    this.stored = stored;
  }
}

export const LISTED_KINDS = ['session', 'task'] as const satisfies readonly RecordKind[];
export type ListedKind = (typeof LISTED_KINDS)[number];

/** What a listed record is found by, beside its key. */
export type Columns = {
  lastAt: number;
  status: ListStatus;
  /** The caller's id, where others than the key's owner ask by it; null for those who need not be found. */
  namedId: string | null;
};

export type Arrivals = { id: number; day: number; hours: string[] };

/** Over; open; open, and waiting for a person or for a tool. */
export type ListStatus = 'closed' | 'open' | 'attention';

export type Listing = {
  /** Keys of the records that were last active, the newest first. */
  newest(limit: number): string[];
  /** The same of those with this status, last active at `since` or later. */
  newestOf(status: ListStatus, page: { since: number; limit: number }): string[];
  /** Keys of those that were last active before a time, the oldest first, but for the first `skip`. */
  oldest(before: number, page: { skip: number; limit: number }): string[];
  named(id: string, limit: number): string[];
  /** Keys after this one, in an order of the storage's own: to go over all, a bounded step at a time. */
  after(key: string | null, limit: number): string[];
};
