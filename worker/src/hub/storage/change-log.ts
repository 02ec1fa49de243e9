import { LIMITS } from '@claude-monitor/protocol';
import { z } from 'zod';
import { textOf } from './storage.ts';

/** Internal ids of what a checkpoint wrote: flushes and viewers that come back read no more than that. */
export type Changed = {
  sessions: string[];
  tasks: string[];
  /** Hours of facts: session key and start, epoch ms. */
  hours: [session: string, hour: number][];
  /** Sessions whose agent, project or user changed: rows of other hours are grouped under them too. */
  identities: string[];
};

const changedSchema = z.object({
  sessions: z.array(z.string()),
  tasks: z.array(z.string()),
  hours: z.array(z.tuple([z.string(), z.number()])),
  identities: z.array(z.string()),
});

/** So many ids of one kind in a row: far below what a row may hold. */
const IDS_PER_ROW = 5_000;

/**
 * What each checkpoint changed, one row or a few, until libSQL has it and viewers that come back no longer
 * ask for it.
 */
export class ChangeLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Called inside the transaction of a checkpoint. */
  append(seq: number, changed: Changed): void {
    const { sessions, tasks, hours, identities } = changed;
    const most = Math.max(sessions.length, tasks.length, hours.length, identities.length);
    for (let from = 0; from < most; from += IDS_PER_ROW) {
      const until = from + IDS_PER_ROW;
      const part: Changed = {
        sessions: sessions.slice(from, until),
        tasks: tasks.slice(from, until),
        hours: hours.slice(from, until),
        identities: identities.slice(from, until),
      };
      const count = part.sessions.length + part.tasks.length;
      this.#sql.exec(
        'insert into change (seq, count, body) values (?, ?, ?)',
        seq,
        count,
        JSON.stringify(part),
      );
    }
  }

  /** What changed after `seq` and up to `to`, the oldest first, a row at a time. */
  *between(seq: number, to: number): Generator<Changed> {
    for (let line = 0; ;) {
      const [row] = [
        ...this.#sql.exec(
          'select line, body from change where seq > ? and seq <= ? and line > ? order by line limit 1',
          seq,
          to,
          line,
        ),
      ];
      if (row === undefined) return;
      line = Number(row['line']);
      yield changedSchema.parse(JSON.parse(textOf(row['body'])));
    }
  }

  /** From which seq on everything that changed is known. */
  get knownFrom(): number | null {
    const [row] = [...this.#sql.exec('select seq from change order by line limit 1')];
    return row === undefined ? null : Number(row['seq']);
  }

  /** Deletes what libSQL has, and nobody may ask for any more. */
  forgetUpTo(seq: number): void {
    this.#sql.exec('delete from change where seq <= ?', seq);
  }

  /** Deletes what libSQL has, but for the newest changes, which viewers that come back ask for. */
  trim(flushedSeq: number): void {
    let kept = 0;
    for (const row of [
      ...this.#sql.exec('select line, seq, count from change order by line desc limit 200'),
    ]) {
      const isOld = kept >= LIMITS.resumeChanges && Number(row['seq']) <= flushedSeq;
      kept += Number(row['count']);
      if (!isOld) continue;
      this.#sql.exec(
        'delete from change where line <= ? and seq <= ?',
        Number(row['line']),
        flushedSeq,
      );
      return;
    }
  }
}
