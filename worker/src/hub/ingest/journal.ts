import type { StampedEvent } from '@claude-monitor/protocol';
import { byteLength } from '../storage/byte-length.ts';
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

type NewRow = { firstSeq: number; lastSeq: number; at: number; body: string; bytes: number };

/** A row is up to 1 MB: few at a time, and no cursor stays open while other statements run. */
const ROWS_PER_READ = 8;

/**
 * The acknowledged events, one row a group commit, until they are folded into a checkpoint and
 * flushed to libSQL. The only table that is written before an answer (rule ING1). Rows follow each
 * other without holes.
 */
export class Journal {
  readonly #sql: SqlStorage;
  readonly #size: JournalSize;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#size = this.#measure(Number.MAX_SAFE_INTEGER);
  }

  get size(): Readonly<JournalSize> {
    return this.#size;
  }

  /** The newest seq in it, 0 when it is empty. */
  lastSeq(): number {
    const rows = this.#sql.exec('select last_seq from journal order by first_seq desc limit 1');
    return Number([...rows][0]?.['last_seq'] ?? 0);
  }

  append(row: NewRow): void {
    const events = row.lastSeq - row.firstSeq + 1;
    this.#sql.exec(
      `insert into journal (first_seq, last_seq, events, bytes, at, body)
       values (?, ?, ?, ?, ?, ?)`,
      row.firstSeq,
      row.lastSeq,
      events,
      row.bytes,
      row.at,
      row.body,
    );
    this.#size.rows++;
    this.#size.events += events;
    this.#size.bytes += row.bytes;
    this.#size.oldestAt ??= row.at;
  }

  /** Rows with anything after `seq`, oldest first. */
  *after(seq: number): Generator<JournalRow> {
    for (let next = seq + 1; ;) {
      // Rows are without holes, so the one that holds `next` is the last that starts at or before it.
      const rows = [
        ...this.#sql.exec(
          `select first_seq, last_seq, at, body from journal
           where first_seq >= coalesce((select max(first_seq) from journal where first_seq <= ?1), 0)
             and last_seq >= ?1
           order by first_seq limit ?2`,
          next,
          ROWS_PER_READ,
        ),
      ];
      for (const row of rows) {
        yield {
          firstSeq: Number(row['first_seq']),
          lastSeq: Number(row['last_seq']),
          at: Number(row['at']),
          // Only this class writes the column, from events that were parsed at the border.
          events: JSON.parse(textOf(row['body'])) as JournalRow['events'],
        };
        next = Number(row['last_seq']) + 1;
      }
      if (rows.length < ROWS_PER_READ) return;
    }
  }

  /**
   * Changes events of the next row after `seq`, or deletes them (null); the last seq that was looked at, or
   * null at the end.
   */
  change(seq: number, next: (event: StampedEvent) => StampedEvent | null): number | null {
    const [row] = this.after(seq);
    if (row === undefined) return null;
    const events = row.events.map((event) => (event === null ? null : next(event)));
    if (events.some((event, index) => event !== row.events[index])) {
      const body = JSON.stringify(events);
      const bytes = byteLength(body);
      const [before] = [
        ...this.#sql.exec('select bytes from journal where first_seq = ?', row.firstSeq),
      ];
      this.#sql.exec(
        'update journal set body = ?, bytes = ? where first_seq = ?',
        body,
        bytes,
        row.firstSeq,
      );
      this.#size.bytes += bytes - Number(before?.['bytes'] ?? bytes);
    }
    return row.lastSeq;
  }

  /** Deletes the rows that end at or before `seq`: what is both folded and flushed. */
  trim(seq: number): void {
    const gone = this.#measure(seq);
    if (gone.rows === 0) return;
    this.#sql.exec('delete from journal where first_seq <= ?1 and last_seq <= ?1', seq);
    this.#size.rows -= gone.rows;
    this.#size.events -= gone.events;
    this.#size.bytes -= gone.bytes;
    const oldest = [...this.#sql.exec('select at from journal order by first_seq limit 1')][0];
    this.#size.oldestAt = oldest === undefined ? null : Number(oldest['at']);
  }

  #measure(upTo: number): JournalSize {
    const row = this.#sql
      .exec(
        `select count(*) as rows, coalesce(sum(events), 0) as events,
                coalesce(sum(bytes), 0) as bytes, min(at) as oldest
         from journal where first_seq <= ?1 and last_seq <= ?1`,
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
