import {
  LIMITS,
  parkedRowSchema,
  type ParkedAnswer,
  type ParkedQuery,
  type ParkedRow,
  type StatusAnswer,
} from '@claude-monitor/protocol';
import { textOf } from '../../storage/storage.ts';
import type { Refused } from './halving.ts';
import { decodeRows, encodeRows } from './parked-body.ts';
import { countRows, type Rows } from './subjects.ts';

/** Rows, and bytes of one and of all. */
type Bounds = Record<'parkedRows' | 'parkedRowBytes' | 'parkedBytes', number>;

const aboutSchema = parkedRowSchema.omit({ id: true });

/**
 * What libSQL refused for good (rule STO7): stored before the cursor moves past it, so nothing is lost.
 * Bounded in rows and bytes; what the API shows of each is in memory, the rows themselves are not.
 */
export class Parked {
  readonly #sql: SqlStorage;
  readonly #bounds: () => Bounds;
  /** By subject, in the order in which they were first parked. */
  readonly #rows = new Map<string, ParkedRow>();

  constructor(sql: SqlStorage, bounds: () => Bounds = () => LIMITS) {
    this.#sql = sql;
    this.#bounds = bounds;
    for (const row of sql.exec('select id, subject, about from parked order by id')) {
      const about = aboutSchema.parse(JSON.parse(textOf(row['about'])));
      this.#rows.set(textOf(row['subject']), { id: String(Number(row['id'])), ...about });
    }
  }

  get size(): StatusAnswer['parked'] {
    let bytes = 0;
    let oldestAt: number | null = null;
    for (const row of this.#rows.values()) {
      bytes += row.bytes;
      oldestAt = Math.min(oldestAt ?? row.firstAt, row.firstAt);
    }
    return { rows: this.#rows.size, bytes, oldestAt };
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0;
  }

  get(subject: string): ParkedRow | undefined {
    return this.#rows.get(subject);
  }

  find(id: string): { subject: string; row: ParkedRow } | null {
    for (const [subject, row] of this.#rows) if (row.id === id) return { subject, row };
    return null;
  }

  /** Subjects, the one that was tried longest ago first. */
  get bySilence(): string[] {
    const tried = [...this.#rows].sort(([, a], [, b]) => a.lastAt - b.lastAt);
    return tried.map(([subject]) => subject);
  }

  rowsOf(subject: string): Rows | null {
    const row = this.#rows.get(subject);
    if (row === undefined) return null;
    const pieces = this.#sql.exec(
      'select body from parked_body where id = ? order by part',
      Number(row.id),
    );
    return decodeRows([...pieces].map((piece) => piece['body'] ?? null));
  }

  /** Parks it, or what became of it since; false where there is no room for it. */
  park({ part, reason, message }: Refused, now: number): boolean {
    const { key, kind, session, hour } = part.subject;
    const { parkedRows, parkedRowBytes, parkedBytes } = this.#bounds();
    const known = this.#rows.get(key);
    const body = encodeRows(part.rows);
    const bytes = bytesOf(body);
    const all = this.size.bytes - (known?.bytes ?? 0) + bytes;
    if (known === undefined && this.#rows.size >= parkedRows) return false;
    if (bytes > parkedRowBytes || all > parkedBytes) return false;
    const about: Omit<ParkedRow, 'id'> = {
      kind,
      session,
      hour,
      rows: countRows(part.rows),
      bytes,
      reason,
      message,
      firstAt: known?.firstAt ?? now,
      lastAt: now,
      tries: (known?.tries ?? 0) + 1,
    };
    this.#store(key, about, body);
    return true;
  }

  /** Changes the rows of each subject for which this answers others; what has none left is removed. */
  change(next: (rows: Rows) => Rows | null): void {
    for (const [subject, { id: _, ...about }] of [...this.#rows]) {
      const before = this.rowsOf(subject);
      const rows = before === null ? null : next(before);
      if (rows === null) continue;
      const body = encodeRows(rows);
      const count = countRows(rows);
      if (count === 0) this.remove(subject);
      else this.#store(subject, { ...about, rows: count, bytes: bytesOf(body) }, body);
    }
  }

  /** It was sent again, and refused for the same rows. */
  refusedAgain(subject: string, { reason, message }: Omit<Refused, 'part'>, now: number): void {
    const known = this.#rows.get(subject);
    if (known === undefined) return;
    const { id, ...about } = { ...known, reason, message, lastAt: now, tries: known.tries + 1 };
    this.#write(subject, about);
    this.#rows.set(subject, { id, ...about });
  }

  remove(subject: string): void {
    const row = this.#rows.get(subject);
    if (row === undefined) return;
    this.#sql.exec('delete from parked where id = ?', Number(row.id));
    this.#sql.exec('delete from parked_body where id = ?', Number(row.id));
    this.#rows.delete(subject);
  }

  /** All that is parked of a session; for who deletes it. */
  removeOfSession(session: string): void {
    for (const [subject, row] of [...this.#rows]) if (row.session === session) this.remove(subject);
  }

  /** The newest first. */
  list({ cursor, limit }: ParkedQuery): ParkedAnswer {
    const before = cursor === undefined ? Infinity : Number(cursor);
    const rows = [...this.#rows.values()].reverse().filter(({ id }) => Number(id) < before);
    const items = rows.slice(0, limit);
    const next = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
    return { items, next };
  }

  #store(subject: string, about: Omit<ParkedRow, 'id'>, body: readonly ArrayBuffer[]): void {
    const id = this.#write(subject, about);
    this.#sql.exec('delete from parked_body where id = ?', id);
    for (const [index, piece] of body.entries()) {
      this.#sql.exec('insert into parked_body (id, part, body) values (?, ?, ?)', id, index, piece);
    }
    this.#rows.set(subject, { id: String(id), ...about });
  }

  #write(subject: string, about: Omit<ParkedRow, 'id'>): number {
    const written = this.#sql.exec(
      `insert into parked (subject, about) values (?, ?)
       on conflict (subject) do update set about = excluded.about returning id`,
      subject,
      JSON.stringify(about),
    );
    return Number(written.one()['id']);
  }
}

const bytesOf = (body: readonly ArrayBuffer[]): number =>
  body.reduce((sum, piece) => sum + piece.byteLength, 0);
