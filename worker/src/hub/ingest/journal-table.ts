import type { StampedEvent } from '@claude-monitor/protocol';
import { textOf } from '../storage/storage.ts';

/** What stands in the journal, kept beside it so that nobody has to count. */
export type JournalSize = { rows: number; events: number; bytes: number; oldestAt: number | null };

/** An event that was deleted leaves a null: the seqs of the others stay. */
export type JournalRow = {
  firstSeq: number;
  lastSeq: number;
  at: number;
  events: (StampedEvent | null)[];
};

export type NewRow = { firstSeq: number; lastSeq: number; at: number; body: string; bytes: number };

export const JOURNAL_COLUMNS = `first_seq integer primary key, last_seq integer not null,
  events integer not null, bytes integer not null, at integer not null, body text not null`;

/** A row is up to 1 MB: few at a time, and no cursor stays open while other statements run. */
export const ROWS_PER_READ = 8;
/** To make a table anew writes two rows; to drop one writes none, however many it holds. */
const ROWS_OF_NEW_TABLE = 2;

/** One of the tables that hold acknowledged events; rows follow each other without holes. */
export class JournalTable {
  readonly #sql: SqlStorage;
  readonly #name: string;
  #size: JournalSize;
  #lastSeq: number;

  constructor(sql: SqlStorage, name: 'journal' | 'journal_next') {
    this.#sql = sql;
    this.#name = name;
    this.#size = this.#measure(Number.MAX_SAFE_INTEGER);
    const newest = `select last_seq from ${name} order by first_seq desc limit 1`;
    this.#lastSeq = Number([...sql.exec(newest)][0]?.['last_seq'] ?? 0);
  }

  get size(): Readonly<JournalSize> {
    return this.#size;
  }

  /** The newest seq in it, 0 when it is empty. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  append({ firstSeq, lastSeq, at, body, bytes }: NewRow): void {
    const events = lastSeq - firstSeq + 1;
    this.#sql.exec(
      `insert into ${this.#name} (first_seq, last_seq, events, bytes, at, body)
       values (?, ?, ?, ?, ?, ?)`,
      ...[firstSeq, lastSeq, events, bytes, at, body],
    );
    this.#lastSeq = lastSeq;
    this.#size.rows++;
    this.#size.events += events;
    this.#size.bytes += bytes;
    this.#size.oldestAt ??= at;
  }

  /** The next few rows with `seq` or anything after it, oldest first. */
  from(seq: number): JournalRow[] {
    // Rows are without holes, so the one that holds `seq` is the last that starts at or before it.
    const rows = this.#sql.exec(
      `select first_seq, last_seq, at, body from ${this.#name}
       where first_seq >= coalesce((select max(first_seq) from ${this.#name} where first_seq <= ?1), 0)
         and last_seq >= ?1
       order by first_seq limit ?2`,
      seq,
      ROWS_PER_READ,
    );
    return [...rows].map((row) => ({
      firstSeq: Number(row['first_seq']),
      lastSeq: Number(row['last_seq']),
      at: Number(row['at']),
      // Only this class writes the column, from events that were parsed at the border.
      events: JSON.parse(textOf(row['body'])) as JournalRow['events'],
    }));
  }

  /** Writes another body into a row, where this table holds it. */
  rewrite(firstSeq: number, body: string, bytes: number): void {
    const find = `select bytes from ${this.#name} where first_seq = ?`;
    const before = [...this.#sql.exec(find, firstSeq)][0]?.['bytes'];
    if (before === undefined) return;
    this.#sql.exec(
      `update ${this.#name} set body = ?, bytes = ? where first_seq = ?`,
      ...[body, bytes, firstSeq],
    );
    this.#size.bytes += bytes - Number(before);
  }

  /** Deletes the rows that end at or before `seq`. */
  trim(seq: number): void {
    if (this.#size.rows === 0) return;
    if (this.#lastSeq <= seq) {
      this.#clear();
      return;
    }
    const gone = this.#measure(seq);
    if (gone.rows === 0) return;
    this.#sql.exec(`delete from ${this.#name} where first_seq <= ?1 and last_seq <= ?1`, seq);
    this.#size.rows -= gone.rows;
    this.#size.events -= gone.events;
    this.#size.bytes -= gone.bytes;
    const oldest = `select at from ${this.#name} order by first_seq limit 1`;
    this.#size.oldestAt = Number([...this.#sql.exec(oldest)][0]?.['at']);
  }

  #clear(): void {
    if (this.#size.rows <= ROWS_OF_NEW_TABLE || !this.#remake())
      this.#sql.exec(`delete from ${this.#name}`);
    this.#size = { rows: 0, events: 0, bytes: 0, oldestAt: null };
    this.#lastSeq = 0;
  }

  /** False where SQLite refuses: no table can be dropped while any cursor is still being read. */
  #remake(): boolean {
    try {
      this.#sql.exec(`drop table ${this.#name}`);
    } catch {
      return false;
    }
    this.#sql.exec(`create table ${this.#name} (${JOURNAL_COLUMNS})`);
    return true;
  }

  #measure(upTo: number): JournalSize {
    const row = this.#sql
      .exec(
        `select count(*) as rows, coalesce(sum(events), 0) as events,
                coalesce(sum(bytes), 0) as bytes, min(at) as oldest
         from ${this.#name} where first_seq <= ?1 and last_seq <= ?1`,
        upTo,
      )
      .one();
    return {
      rows: Number(row['rows']),
      events: Number(row['events']),
      bytes: Number(row['bytes']),
      oldestAt: row['oldest'] === null ? null : Number(row['oldest']),
    };
  }
}
