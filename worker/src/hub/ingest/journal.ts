import type { StampedEvent } from '@claude-monitor/protocol';
import { byteLength } from '../storage/byte-length.ts';
import {
  JournalTable,
  ROWS_PER_READ,
  type JournalRow,
  type JournalSize,
  type NewRow,
} from './journal-table.ts';

/**
 * The acknowledged events, one row a group commit, until they are folded into a checkpoint and
 * flushed to libSQL. Written before an answer, and nothing else is (rule ING1). Rows follow each
 * other without holes.
 *
 * Two tables take turns: what arrives while a flush is under way goes into the one that it does not read, so
 * that the other can be dropped as a whole when it was flushed. A host bills each row that is deleted, and
 * none that a dropped table held.
 */
export class Journal {
  /** The one that is read first, and the one that is written. */
  #tables: readonly [JournalTable, JournalTable];

  constructor(sql: SqlStorage) {
    const journal = new JournalTable(sql, 'journal');
    const next = new JournalTable(sql, 'journal_next');
    this.#tables = next.lastSeq > journal.lastSeq ? [journal, next] : [next, journal];
  }

  get size(): Readonly<JournalSize> {
    const [{ size: older }, { size: newer }] = this.#tables;
    return {
      rows: older.rows + newer.rows,
      events: older.events + newer.events,
      bytes: older.bytes + newer.bytes,
      oldestAt: older.oldestAt ?? newer.oldestAt,
    };
  }

  /** The newest seq in it, 0 when it is empty. */
  lastSeq(): number {
    return Math.max(...this.#tables.map(({ lastSeq }) => lastSeq));
  }

  append(row: NewRow): void {
    this.#tables[1].append(row);
  }

  /** What is appended from here on is kept apart from what is there, if what was before that is gone. */
  turn(): void {
    const [older, newer] = this.#tables;
    if (older.size.rows === 0 && newer.size.rows > 0) this.#tables = [newer, older];
  }

  /** Rows with anything after `seq`, oldest first. */
  *after(seq: number): Generator<JournalRow> {
    let next = seq + 1;
    for (const table of this.#tables) {
      for (;;) {
        const rows = table.from(next);
        for (const row of rows) {
          yield row;
          next = row.lastSeq + 1;
        }
        if (rows.length < ROWS_PER_READ) break;
      }
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
      for (const table of this.#tables) table.rewrite(row.firstSeq, body, byteLength(body));
    }
    return row.lastSeq;
  }

  /** Deletes the rows that end at or before `seq`: what is both folded and flushed. */
  trim(seq: number): void {
    for (const table of this.#tables) table.trim(seq);
  }
}
