import { type RequestIndex, type HourRef } from '@claude-monitor/fold';
import { hash64, LIMITS } from '@claude-monitor/protocol';
import { HashFilter } from './hash-filter.ts';
import { findIn, OpenSegment, readSegments, saveSegment, type Segment } from './request-segment.ts';

/** Keys of one row: it is written again with each checkpoint until it is full. */
const SEGMENT_KEYS = 8_192;

/**
 * Which hours hold a request, for the newest keys of the workspace. A key is 32 bits of its hash, which
 * is enough: the fold looks into the page that is found, and one in thousands of new keys finds a wrong
 * one. Full segments are sorted and never change; beyond the bound the oldest goes.
 */
export class StoredRequests implements RequestIndex {
  readonly #sql: SqlStorage;
  readonly #keysKept: () => number;
  readonly #full: Segment[] = [];
  /** Of full segments: most requests are new, and to look for one in each segment costs more with each. */
  readonly #filter = new HashFilter();
  #open: OpenSegment;
  /** Segments that a checkpoint has to write, and to delete. */
  readonly #unsaved = new Map<number, () => Segment>();
  readonly #dropped = new Set<number>();

  constructor(sql: SqlStorage, keysKept: () => number = () => LIMITS.requestKeysKept) {
    this.#sql = sql;
    this.#keysKept = keysKept;
    this.#open = new OpenSegment(0);
    for (const segment of readSegments(sql)) {
      this.#open = new OpenSegment(segment.id + 1);
      if (segment.hashes.length === SEGMENT_KEYS) this.#addFull(segment);
      else this.#open = OpenSegment.from(segment);
    }
  }

  /** Keys that are found. */
  get size(): number {
    return this.#full.length * SEGMENT_KEYS + this.#open.size;
  }

  *find(key: string): Generator<HourRef> {
    const hash = hashOf(key);
    yield* this.#open.find(hash);
    if (!this.#filter.mayHave(hash)) return;
    for (let index = this.#full.length - 1; index >= 0; index--) {
      const segment = this.#full[index];
      if (segment !== undefined) yield* findIn(segment, hash);
    }
  }

  add(key: string, { session, hour }: HourRef): void {
    const open = this.#open;
    open.add(hashOf(key), { session, hour });
    this.#unsaved.set(open.id, () => open.sorted());
    if (open.size < SEGMENT_KEYS) return;
    const full = open.sorted();
    this.#unsaved.set(full.id, () => full);
    this.#addFull(full);
    this.#open = new OpenSegment(full.id + 1);
    this.#makeRoom();
  }

  /** Full rows of keys whose requests are all older go, and those beyond the bound, which may have been lowered. */
  forgetBefore(before: number): void {
    this.#drop(this.#full.filter(({ pages }) => pages.every(({ hour }) => hour < before)));
    this.#makeRoom();
  }

  /** No entry names the session any more; its hashes stay, and lead nowhere. */
  forgetSession(session: string): void {
    for (const segment of this.#full) {
      if (!segment.pages.some((page) => page.session === session)) continue;
      // Its place stays, for others are counted from it.
      segment.pages = segment.pages.map((page) =>
        page.session === session ? { session: '', hour: 0 } : page,
      );
      this.#unsaved.set(segment.id, () => segment);
    }
    const open = this.#open;
    if (open.forgetSession(session)) this.#unsaved.set(open.id, () => open.sorted());
  }

  /** Writes what changed since the last checkpoint; called inside its transaction. */
  checkpoint(): void {
    for (const id of this.#dropped) {
      this.#sql.exec('delete from request_key where segment = ?', id);
    }
    for (const segment of this.#unsaved.values()) saveSegment(this.#sql, segment());
    this.#dropped.clear();
    this.#unsaved.clear();
  }

  #addFull(segment: Segment): void {
    this.#full.push(segment);
    for (const hash of segment.hashes) this.#filter.add(hash);
  }

  #makeRoom(): void {
    // One of them is the open one.
    const kept = Math.max(1, Math.floor(this.#keysKept() / SEGMENT_KEYS)) - 1;
    this.#drop(this.#full.slice(0, Math.max(0, this.#full.length - kept)));
  }

  #drop(segments: readonly Segment[]): void {
    for (const segment of segments) {
      this.#full.splice(this.#full.indexOf(segment), 1);
      this.#dropped.add(segment.id);
      this.#unsaved.delete(segment.id);
    }
    if (segments.length > 0) this.#filterAgain();
  }

  /** A filter can't take out what was dropped. */
  #filterAgain(): void {
    this.#filter.clear();
    for (const { hashes } of this.#full) for (const hash of hashes) this.#filter.add(hash);
  }
}

const hashOf = (key: string): number => parseInt(hash64(key).slice(0, 8), 16);
