import { LIMITS } from '@claude-monitor/protocol';
import type { FlushBatch, WriterRpc } from '../store/rows.ts';
import { flushBatch } from './flush-batch.ts';
import type { Journal } from './journal.ts';
import type { Present } from './present.ts';
import { readMeta, writeMeta } from './storage.ts';

/** One flush covers at most this many events, so that a long outage is worked off in pieces. */
const RANGE_EVENTS = 10 * LIMITS.flushEvents;
const FIRST_RETRY_MS = 1_000;

export type Failing = { since: number; code: string };

type Parts = {
  sql: SqlStorage;
  present: Present;
  journal: Journal;
  workspace: string;
  writer: () => WriterRpc;
  now: () => number;
};

/**
 * Sends what changed to libSQL, one fixed range at a time: the range is stored before it is first
 * sent, and sent until it is confirmed; only then is the next one cut (DESIGN, "A flush").
 */
export class Flusher {
  readonly #parts: Parts;
  /** The range that was cut and is not confirmed, as it was first sent. */
  #batch: FlushBatch | null = null;
  #running: Promise<boolean> | null = null;
  /** Rows after this seq go out; below flushedSeq when libSQL lost what it had. */
  #rowsAfter: number;
  #hasAskedCursor = false;
  #lastAt: number | null = null;
  #failing: Failing | null = null;
  #failures = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#rowsAfter = parts.present.progress.flushedSeq;
  }

  get lastAt(): number | null {
    return this.#lastAt;
  }

  get failing(): Failing | null {
    return this.#failing;
  }

  /** libSQL has all that the hub has. */
  get isFlushed(): boolean {
    const { flushedSeq, seq } = this.#parts.present.progress;
    return flushedSeq >= seq;
  }

  /** How long to wait before the next try. */
  get retryMs(): number {
    if (this.#failures === 0) return 0;
    return Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), LIMITS.flushIntervalMs);
  }

  /**
   * How long what came since the last range was cut may wait: a backlog goes on at once, a rest is
   * the start of the next lazy flush. Without that, a hub under load would never stop flushing.
   */
  get restMs(): number {
    const { flushedSeq, seq } = this.#parts.present.progress;
    return seq - flushedSeq >= LIMITS.flushEvents ? 0 : LIMITS.flushIntervalMs;
  }

  /** Sends one range, or waits for the one under way; true when it was confirmed. Never throws. */
  flush(): Promise<boolean> {
    this.#running ??= this.#flush().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #flush(): Promise<boolean> {
    const { now } = this.#parts;
    try {
      const code = await this.#send();
      if (code === null) {
        this.#failing = null;
        this.#failures = 0;
        this.#lastAt = now();
        return true;
      }
      return this.#fail(code);
    } catch (error) {
      // The Writer object itself could not be reached, or was restarted in mid-call.
      console.error('flush failed', error instanceof Error ? error.name : 'unknown');
      return this.#fail('unreachable');
    }
  }

  #fail(code: string): false {
    this.#failures++;
    this.#failing = { since: this.#failing?.since ?? this.#parts.now(), code };
    return false;
  }

  /** Null when the range is in libSQL, else why not. */
  async #send(): Promise<string | null> {
    const { present, journal, sql } = this.#parts;
    if (!this.#hasAskedCursor) {
      const code = await this.#askCursor();
      if (code !== null) return code;
    }
    if (this.isFlushed && this.#rowsAfter === present.progress.flushedSeq) return null;
    this.#batch ??= this.#cut();
    const batch = this.#batch;
    const result = await this.#parts.writer().write(batch);
    if (!result.ok) return result.code;
    present.confirmFlush(batch.toSeq);
    this.#rowsAfter = batch.toSeq;
    this.#batch = null;
    journal.trim(Math.min(present.progress.flushedSeq, present.progress.foldedSeq));
    writeMeta(sql, 'flushing', null);
    return null;
  }

  /** A database that is behind or of another epoch (restored, or new) gets all rows again. */
  async #askCursor(): Promise<string | null> {
    const { present, workspace } = this.#parts;
    const answer = await this.#parts.writer().cursor(workspace);
    if (!answer.ok) return answer.code;
    const { epoch, flushedSeq } = present.progress;
    const stands = answer.cursor?.epoch === epoch && answer.cursor.seq >= flushedSeq;
    if (!stands) this.#rowsAfter = 0;
    this.#hasAskedCursor = true;
    return null;
  }

  #cut(): FlushBatch {
    const { present, journal, sql, workspace } = this.#parts;
    const { progress } = present;
    present.checkpoint();
    const stored = readMeta(sql, 'flushing');
    const to = stored === null ? this.#rangeEnd() : Number(stored);
    writeMeta(sql, 'flushing', to);
    return flushBatch(present, journal, {
      workspace,
      from: progress.flushedSeq,
      to,
      rowsAfter: this.#rowsAfter,
    });
  }

  #rangeEnd(): number {
    const { present, journal } = this.#parts;
    let events = 0;
    for (const row of journal.after(present.progress.flushedSeq)) {
      events += row.events.length;
      if (events >= RANGE_EVENTS) return row.lastSeq;
    }
    return present.progress.seq;
  }
}
