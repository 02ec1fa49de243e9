import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dropsFor, type Drop } from './bounds.ts';
import { claimSegment, isAbandoned, listSegments, deleteStrayFiles } from './folder.ts';
import { LossLog, type Loss } from './loss-log.ts';
import { MemoryBuffer } from './memory-buffer.ts';
import type { Owner, ProcessTable } from './owner.ts';
import { newSegmentId, segmentFile } from './segment-name.ts';
import {
  SegmentQueue,
  type BatchLimits,
  type QueueListener,
  type SpoolBatch,
} from './segment-queue.ts';
import { SegmentReader } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { SetAsideLog } from './rejected/set-aside.ts';
import { shrinkSegment } from './shrink.ts';
import type { SpoolLimits } from './spool-limits.ts';

/** What the spool needs from outside; `report` says a fault to people. */
type SpoolDeps = {
  folder: string;
  /** Folders whose left-behind segments this process sends as well. */
  otherFolders: readonly string[];
  self: Owner;
  processes: ProcessTable;
  limits: SpoolLimits;
  now: () => number;
  newId: () => string;
  report: (topic: string, message: string | null) => void;
  onLoss?: (loss: Loss) => void;
};

/** Where events wait until the server has them. Belongs to one process; any number may share a folder. */
export class Spool {
  readonly #deps: SpoolDeps;
  readonly #buffer: MemoryBuffer;
  readonly #ledger: LossLog;
  readonly #setAside: SetAsideLog;
  /** Begun by this process; the newest is being written while there is a writer. */
  readonly #own: SegmentQueue;
  /** Left behind by others. */
  readonly #adopted: SegmentQueue;
  /** What could not be read when it was last tried, by path. */
  readonly #unreadable = new Map<string, string>();
  #writer: SegmentWriter | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #lastBeganAt = 0;

  constructor(deps: SpoolDeps) {
    this.#deps = deps;
    this.#buffer = new MemoryBuffer(deps.limits.memoryBytes);
    this.#ledger = new LossLog(deps.folder);
    this.#setAside = new SetAsideLog(deps.folder);
    const listener: QueueListener = {
      onUnreadable: (path, reason) => this.#unreadable.set(path, reason),
      onTorn: (_path, text) => {
        this.lose({ kind: 'unreadable', reason: 'cut off at its end', count: 1 }, [text]);
      },
    };
    this.#own = new SegmentQueue(listener);
    this.#adopted = new SegmentQueue(listener);
  }

  /**
   * Keeps events, one JSON text each. Returns when they are on the local disk (rule PRX1), or in
   * memory when the disk refuses (rule PRX2), and says which. Never throws.
   */
  append(lines: readonly string[]): 'disk' | 'memory' {
    const buffered = this.#buffer.first(Infinity);
    try {
      this.#write([...buffered, ...lines]);
      if (buffered.length > 0) this.#buffer.remove(buffered);
      this.#deps.report('spool', null);
      return 'disk';
    } catch (error) {
      this.#deps.report('spool', `cannot write to ${this.#deps.folder}: ${reasonOf(error)}`);
      this.#abandonWriter();
      const count = this.#buffer.add(lines);
      if (count > 0) this.lose({ kind: 'dropped', reason: 'memory full, disk refuses', count });
      return 'memory';
    }
  }

  /** The next events to send, or null when none wait. Own ones first: they are the news. */
  next(limits: BatchLimits): SpoolBatch | null {
    const batch =
      this.#own.next(limits, this.#writer?.path ?? null) ??
      this.#buffered(limits) ??
      this.#adopted.next(limits, null);
    // With a batch in hand, not all were looked at.
    if (batch === null) this.#sayUnreadable();
    return batch;
  }

  /** Whether events of this process wait; with `all`, also of those whose segments it took over. */
  hasWaiting(scope: 'own' | 'all'): boolean {
    const ofOthers = scope === 'all' && this.#adopted.hasUnread;
    return !this.#buffer.isEmpty || this.#own.hasUnread || ofOthers;
  }

  /** How many events of this process wait; reads them all. */
  countWaiting(): number {
    return this.#buffer.first(Infinity).length + this.#own.countUnread();
  }

  /**
   * Keeps the spool within its bounds, and takes over what dead processes left. Nothing is let go for its
   * age unless another clock than this machine's says the same time: one that is days ahead would empty it.
   */
  maintain(options: { adopts: boolean; isClockConfirmed: boolean }): void {
    if (options.adopts) this.#adoptLeftBehind();
    this.#rollOldWriter();
    this.#dropOverBounds(options.isClockConfirmed);
    deleteStrayFiles(this.#deps.folder, this.#deps.now());
  }

  /** Counts what will never reach the server; `lines`, where they are known, are set aside with the reason. */
  lose(loss: Loss, lines: readonly string[] = []): void {
    this.#ledger.add(loss);
    const { now, onLoss } = this.#deps;
    if (lines.length > 0) {
      this.#setAside.add(lines.map((line) => ({ at: now(), reason: loss.reason, line })));
    }
    onLoss?.(loss);
  }

  async sync(): Promise<void> {
    try {
      await this.#writer?.sync();
    } catch (error) {
      this.#deps.report('spool', `cannot sync ${this.#deps.folder}: ${reasonOf(error)}`);
    }
  }

  /** Syncs, and leaves no file behind when all was delivered. Idempotent. */
  close(): void {
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#syncTimer = null;
    try {
      this.#closeWriter();
    } catch (error) {
      this.#deps.report('spool', `cannot sync ${this.#deps.folder}: ${reasonOf(error)}`);
    }
    this.#own.removeFinished();
    this.#adopted.removeFinished();
  }

  #sayUnreadable(): void {
    const [first, ...others] = this.#unreadable;
    this.#unreadable.clear();
    if (first === undefined) return void this.#deps.report('reading the spool', null);
    const [path, reason] = first;
    const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`;
    this.#deps.report(
      'reading the spool',
      `cannot read ${path}${more}: ${reason}. It is kept and tried again; make it readable for this user.`,
    );
  }

  #buffered(limits: BatchLimits): SpoolBatch | null {
    if (this.#buffer.isEmpty) return null;
    const lines = this.#buffer.first(limits.events);
    return {
      lines,
      commit: (count) => {
        this.#buffer.remove(lines.slice(0, count));
      },
    };
  }

  #write(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('');
    if ((this.#writer?.size ?? 0) >= this.#deps.limits.segmentBytes) this.#closeWriter();
    this.#writer ??= this.#openWriter();
    if (!this.#writer.append(text)) {
      // Somebody took the segment over, or deleted it: the same lines go into a new one.
      this.#closeWriter();
      this.#writer = this.#openWriter();
      if (!this.#writer.append(text)) throw new Error('the folder is being emptied');
    }
    this.#syncSoon();
  }

  #openWriter(): SegmentWriter {
    const { folder, self, now, newId } = this.#deps;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Ids sort as the segments were begun, also within one millisecond or when the clock steps back.
    this.#lastBeganAt = Math.max(now(), this.#lastBeganAt + 1);
    const id = newSegmentId(this.#lastBeganAt, newId);
    const writer = new SegmentWriter(join(folder, segmentFile({ id, owner: self })));
    this.#own.push(new SegmentReader(id, writer.path));
    return writer;
  }

  #closeWriter(): void {
    const writer = this.#writer;
    this.#writer = null;
    writer?.close();
  }

  /** After a fault: half a line may stand at its end, where readers expect a tear, so nothing may follow. */
  #abandonWriter(): void {
    try {
      this.#closeWriter();
    } catch {
      // The fault was reported; the descriptor is closed in any case.
    }
  }

  #syncSoon(): void {
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      void this.sync();
    }, this.#deps.limits.syncDelayMs);
  }

  #adoptLeftBehind(): void {
    const { self, processes, folder, otherFolders, limits, now } = this.#deps;
    const context = { self, table: processes, now: now(), foreignIdleMs: limits.foreignIdleMs };
    for (const place of new Set([folder, ...otherFolders])) {
      for (const segment of listSegments(place)) {
        if (!isAbandoned(segment, context)) continue;
        const claim = claimSegment(segment, place, self);
        if (claim.kind === 'claimed') {
          this.#adopted.push(new SegmentReader(segment.id, claim.path));
        } else if (claim.kind === 'unreadable') {
          this.#unreadable.set(segment.path, claim.reason);
        }
      }
    }
  }

  #rollOldWriter(): void {
    const beganAt = this.#own.newestBeganAt;
    const { now, limits } = this.#deps;
    if (beganAt !== null && now() - beganAt > limits.segmentAgeMs) this.#closeWriter();
  }

  #dropOverBounds(isClockConfirmed: boolean): void {
    const { folder, limits, now } = this.#deps;
    const total = listSegments(folder).reduce((sum, segment) => sum + segment.size, 0);
    const excess = total - limits.totalBytes;
    if (excess > 0) this.#closeWriter();
    const open = this.#writer?.path;
    const closed = [...this.#adopted.all, ...this.#own.all].filter(({ path }) => path !== open);
    const ageMs = isClockConfirmed ? limits.ageMs : Infinity;
    const drops = dropsFor(closed, { now: now(), ageMs, excess });
    let step = drops.next();
    for (let count = 0; step.done !== true && count < limits.shrinksAtOnce; count++) {
      step = drops.next(this.#drop(step.value));
    }
  }

  #drop({ segment, what, reason }: Drop<SegmentReader>): {
    freed: number;
    rest: SegmentReader | null;
  } {
    const before = segment.size;
    const { dropped, rest } = shrinkSegment(segment, what, this.#deps);
    this.#own.replace(segment, rest);
    this.#adopted.replace(segment, rest);
    if (dropped > 0) {
      this.lose({ kind: 'dropped', reason, count: dropped });
      this.#deps.report('drops', `${reason}: dropped ${String(dropped)} events`);
    }
    return { freed: before - (rest?.size ?? 0), rest };
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
