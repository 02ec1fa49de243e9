import { backoffMs, LIMITS, type Repair } from '@claude-monitor/protocol';
import type { FlushBatch } from '../../store/rows.ts';
import type { WriteResult, WriterRpc } from '../../store/writer-rpc.ts';
import { flushPieces } from './flush-pieces.ts';
import type { Journal } from '../ingest/journal.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Parked } from './parked/parked.ts';
import { PieceSender, type Retried } from './piece-sender.ts';
import { report } from '../report.ts';
import { within } from './within.ts';

const RETRY_WAITS = { firstMs: 1_000, longestMs: LIMITS.flushIntervalMs };
/** So often in a row a flush may time out because the hub had too much to do; then libSQL is taken to be away. */
const TIMEOUTS_OF_HASTE = 3;
/** Characters of records that are packed in one go: some milliseconds. A record costs as so many more. */
const SLICE_LENGTH = 200_000;
const RECORD_LENGTH = 5_000;
/** The Writer gives up on libSQL long before; this is for a Writer that does not answer at all. */
const WRITE_TIMEOUT_MS = 60_000;

export type Failing = { since: number; code: string };

type Deps = {
  workspaceState: WorkspaceState;
  journal: Journal;
  parked: Parked;
  workspace: string;
  writer: () => WriterRpc;
  now: () => number;
};

/** A range that was cut and is not confirmed. */
type Cut = { to: number; pieces: Generator<FlushBatch | null>; unsent: FlushBatch | null };

/**
 * Sends what changed to libSQL, one fixed range at a time: the range is stored before it is first
 * sent, and sent until it is confirmed; only then is the next one cut.
 */
export class Flusher {
  readonly #deps: Deps;
  readonly #sender: PieceSender;
  /** Flushes and retries of parked rows, one at a time: both change what is parked. */
  #turn: Promise<unknown> = Promise.resolve();
  #cut: Cut | null = null;
  #running: Promise<boolean> | null = null;
  /** How libSQL stands to the hub; asked on waking and after a failure: it may be another one. */
  #database: 'unknown' | 'known' | 'lost rows' = 'unknown';
  /** While a workspace is deleted nothing is sent. */
  isHeld: () => boolean = () => false;
  #lastAt: number | null = null;
  #failing: Failing | null = null;
  #failures = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { parked, workspace, now, workspaceState } = deps;
    this.#sender = new PieceSender({
      parked,
      workspace,
      now,
      epoch: () => workspaceState.progress.epoch,
      write: (batch) => this.#write(batch),
    });
  }

  get lastAt(): number | null {
    return this.#lastAt;
  }

  get failing(): Failing | null {
    return this.#failing;
  }

  get running(): Promise<boolean> | null {
    return this.#running;
  }

  /** libSQL is known to have all that the hub had at `seq`, or all that it has. */
  hasFlushed(seq = this.#deps.workspaceState.progress.seq): boolean {
    return this.#database === 'known' && this.#deps.workspaceState.progress.flushedSeq >= seq;
  }

  /** How long to wait before the next try. */
  get retryMs(): number {
    if (this.#failures === 0) return 0;
    return backoffMs(this.#failures - 1, RETRY_WAITS);
  }

  /** It failed, and not for want of time alone or only once or twice. */
  get isGivenUp(): boolean {
    if (this.#failing === null) return false;
    return this.#failing.code !== 'timeout' || this.#failures >= TIMEOUTS_OF_HASTE;
  }

  /** Twice what a flush waits for stands in the journal: a pause would be taken by events, and it would grow. */
  get isBehind(): boolean {
    const { events, bytes } = this.#deps.journal.size;
    return events > 2 * LIMITS.flushEvents || bytes > 2 * LIMITS.flushBytes;
  }

  /** Sends one range, or waits for the one under way; true when it was confirmed. Never throws. */
  flush(): Promise<boolean> {
    this.#running ??= this.#inTurn(() => this.#flush()).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Sends parked rows again, between two flushes. */
  async retryParked(subjects: readonly string[]): Promise<Retried> {
    return await this.#inTurn(() => this.#sender.retry(subjects));
  }

  /** Between two flushes, has libSQL make room for what is sent again; false where it does not answer. */
  async invalidate(rows: Repair): Promise<boolean> {
    const { writer, workspace } = this.#deps;
    return await this.#inTurn(async () => {
      const sent = writer()
        .invalidate(workspace, rows)
        .catch(() => SILENT);
      return (await within(WRITE_TIMEOUT_MS, sent, SILENT)).ok;
    });
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const outcome = this.#turn.then(work);
    this.#turn = outcome.catch(() => undefined);
    return outcome;
  }

  /** Never throws: a Writer that is gone, or was restarted in mid-call, is one that is not reached. */
  async #write(batch: FlushBatch): Promise<WriteResult> {
    try {
      return await within(WRITE_TIMEOUT_MS, this.#deps.writer().write(batch), SILENT);
    } catch (error) {
      return { ...SILENT, code: failureOf(error) };
    }
  }

  async #flush(): Promise<boolean> {
    const { now } = this.#deps;
    const code = await this.#send().catch(failureOf);
    if (code === null) {
      this.#failing = null;
      this.#failures = 0;
      this.#lastAt = now();
      return true;
    }
    this.#failures++;
    this.#failing = { since: this.#failing?.since ?? now(), code };
    this.#database = 'unknown';
    return false;
  }

  /** Null when the range is in libSQL, else why not. */
  async #send(): Promise<string | null> {
    const { workspaceState, journal } = this.#deps;
    if (this.isHeld()) return 'held';
    if (this.#database === 'unknown') {
      const code = await this.#readCursor();
      if (code !== null) return code;
    }
    if (this.hasFlushed()) return null;
    await this.#prepareCheckpoint();
    if (this.isHeld()) return 'held';
    const cut = (this.#cut ??= this.#cutRange());
    for (;;) {
      cut.unsent ??= await nextOf(cut.pieces, () => this.isBehind);
      if (cut.unsent === null) break;
      // Asked again before each piece: a deletion may have begun meanwhile.
      if (this.isHeld()) return 'held';
      const failure = await this.#sender.send(cut.unsent);
      if (failure !== null) return failure;
      cut.unsent = null;
    }
    this.#cut = null;
    this.#database = 'known';
    workspaceState.confirmFlush(cut.to);
    journal.trim(Math.min(workspaceState.progress.flushedSeq, workspaceState.progress.foldedSeq));
    return null;
  }

  /**
   * A database that is behind or of another epoch (restored, or new) gets all rows again; blocks only
   * of what the journal still holds: the raw events before have no other copy.
   */
  async #readCursor(): Promise<string | null> {
    const { workspaceState, workspace, writer } = this.#deps;
    const answer = await within(WRITE_TIMEOUT_MS, writer().cursor(workspace), SILENT);
    if (!answer.ok) return answer.code;
    const { epoch, flushedSeq } = workspaceState.progress;
    const stands = answer.cursor?.epoch === epoch && answer.cursor.seq >= flushedSeq;
    this.#database = stands ? 'known' : 'lost rows';
    if (!stands) this.#cut = null;
    return null;
  }

  /** In slices, as pieces are made; where more arrives than is flushed, the checkpoint does it all at once. */
  async #prepareCheckpoint(): Promise<void> {
    if (this.#cut !== null) return;
    let sliced = 0;
    for (const length of this.#deps.workspaceState.prepareCheckpoint()) {
      if (this.isBehind) return;
      sliced += length + RECORD_LENGTH;
      if (sliced < SLICE_LENGTH) continue;
      sliced = 0;
      await anotherTurn();
    }
  }

  #cutRange(): Cut {
    const { workspaceState, journal, workspace } = this.#deps;
    const { flushedSeq, flushingTo, foldedSeq, seq } = workspaceState.progress;
    // While more arrives than is flushed, what the last checkpoint covers is enough: another would cost as much.
    const end = this.isBehind && foldedSeq > flushedSeq ? foldedSeq : seq;
    const to = flushingTo ?? end;
    // What arrives from here on is not in this range.
    journal.turn();
    workspaceState.beginFlush(to);
    const rowsAfter = this.#database === 'lost rows' ? 0 : flushedSeq;
    const range = { workspace, from: flushedSeq, to, rowsAfter };
    return { to, pieces: flushPieces(workspaceState, journal, range), unsent: null };
  }
}

const SILENT: Extract<WriteResult, { ok: false }> = {
  ok: false,
  code: 'timeout',
  fault: 'transient',
  reason: 'TIMEOUT',
  message: 'The Writer did not answer.',
};

/**
 * Made in slices: events that arrive meanwhile are taken, and their frames sent, between two of them; while
 * more arrives than is flushed, in one go.
 */
async function nextOf(
  pieces: Generator<FlushBatch | null>,
  isBehind: () => boolean,
): Promise<FlushBatch | null> {
  for (;;) {
    const next = pieces.next();
    if (next.done === true) return null;
    if (next.value !== null) return next.value;
    if (!isBehind()) await anotherTurn();
  }
}

const anotherTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The Writer object itself could not be reached, or was restarted in mid-call. */
function failureOf(error: unknown): 'unreachable' {
  report('flush', error);
  return 'unreachable';
}
