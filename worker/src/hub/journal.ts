import type { StampedEvent } from '@claude-monitor/protocol';

/** What stands in the journal, kept beside it so that nobody has to count. */
export type JournalSize = { rows: number; events: number; bytes: number; oldestAt: number | null };

export type JournalRow = { firstSeq: number; lastSeq: number; at: number; events: StampedEvent[] };

/**
 * The acknowledged events, one row a group commit, until they are folded into a checkpoint and
 * flushed to libSQL. The only table that is written before an answer (rule ING1).
 */
export class Journal {
  readonly #sql: SqlStorage;
  #size: JournalSize;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const row = sql
      .exec(
        `select count(*) as rows, coalesce(sum(events), 0) as events,
                coalesce(sum(length(body)), 0) as bytes, min(at) as oldest from journal`,
      )
      .one();
    this.#size = {
      rows: Number(row['rows']),
      events: Number(row['events']),
      bytes: Number(row['bytes']),
      oldestAt: row['oldest'] === null ? null : Number(row['oldest']),
    };
  }

  get size(): Readonly<JournalSize> {
    return this.#size;
  }

  /** The newest seq in it, 0 when it is empty. */
  lastSeq(): number {
    return Number(this.#sql.exec('select max(last_seq) as seq from journal').one()['seq'] ?? 0);
  }

  append(row: { firstSeq: number; lastSeq: number; at: number; body: string }): void {
    const events = row.lastSeq - row.firstSeq + 1;
    this.#sql.exec(
      'insert into journal (first_seq, last_seq, events, at, body) values (?, ?, ?, ?, ?)',
      row.firstSeq,
      row.lastSeq,
      events,
      row.at,
      row.body,
    );
    this.#size.rows++;
    this.#size.events += events;
    this.#size.bytes += row.body.length;
    this.#size.oldestAt ??= row.at;
  }

  /** Rows with anything after `seq`, oldest first. */
  *after(seq: number): Generator<JournalRow> {
    const rows = this.#sql.exec(
      'select first_seq, last_seq, at, body from journal where last_seq > ? order by first_seq',
      seq,
    );
    for (const row of rows) {
      yield {
        firstSeq: Number(row['first_seq']),
        lastSeq: Number(row['last_seq']),
        at: Number(row['at']),
        // Only this class writes the column, from events that were parsed at the border.
        events: JSON.parse(String(row['body'])) as StampedEvent[],
      };
    }
  }

  /** Deletes what is both folded and flushed. */
  trim(seq: number): void {
    const gone = this.#sql
      .exec(
        `select count(*) as rows, coalesce(sum(events), 0) as events,
                coalesce(sum(length(body)), 0) as bytes from journal where last_seq <= ?`,
        seq,
      )
      .one();
    if (Number(gone['rows']) === 0) return;
    this.#sql.exec('delete from journal where last_seq <= ?', seq);
    this.#size.rows -= Number(gone['rows']);
    this.#size.events -= Number(gone['events']);
    this.#size.bytes -= Number(gone['bytes']);
    const oldest = this.#sql.exec('select min(at) as oldest from journal').one()['oldest'];
    this.#size.oldestAt = oldest === null ? null : Number(oldest);
  }
}
