import { LIMITS } from '@claude-monitor/protocol';
import type { FlushBatch } from '../../store/rows.ts';
import type { WriteResult } from '../../store/writer-rpc.ts';
import { halvesOf, writeByHalves } from './parked/halving.ts';
import type { Parked } from './parked/parked.ts';
import { joinParts, mergeRows, noRows, splitBySubject, type Part } from './parked/subjects.ts';

/** `toSeq` of what leaves the cursor where it stands. */
const NOT_YET = 0;
/** So many parts, and libSQL takes none of them: that is no matter of a row. */
const MANY_PARTS = 8;
/** Parked rows that are sent again together, compressed: some ten times that as they travel. */
const GROUP_BYTES = 500_000;

/** Why a piece did not land: a code of the Writer's, or one of ours. */
type SendFailure =
  | Extract<WriteResult, { ok: false }>['code']
  /** There is no room to park one more row. */
  | 'parked_full'
  /** Every part was refused for itself, so it is the database. */
  | 'all_refused';

export type Retried = { landed: number; refused: number; isAway: boolean };

type Deps = {
  parked: Parked;
  write: (batch: FlushBatch) => Promise<WriteResult>;
  workspace: string;
  epoch: () => number;
  now: () => number;
};

/**
 * Sends pieces of a flush. What libSQL refuses for good is halved until the guilty part stands alone,
 * which is parked; all others land, and then the cursor moves (rule STO7).
 */
export class PieceSender {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * Null when everything of the piece is in libSQL or parked. What landed before a failure is written
   * once more with the next try, and changes nothing (rule STO1).
   */
  async send(piece: FlushBatch): Promise<SendFailure | null> {
    const { parked } = this.#deps;
    let rest = piece;
    if (!parked.isEmpty) {
      const { fresh, again } = this.#separate(piece);
      const failure = await this.#landAgain(again);
      if (failure !== null) return failure;
      rest = { ...piece, ...joinParts(fresh) };
    }
    const result = await this.#deps.write(rest);
    if (result.ok) return null;
    if (result.fault !== 'row') return result.code;
    return (await this.#landOrPark(splitBySubject(rest))) ?? (await this.#moveCursor(piece.toSeq));
  }

  /** Sends parked rows again; `isAway` where that ended early because libSQL takes nothing. */
  async retry(subjects: readonly string[]): Promise<Retried> {
    const { parked, now } = this.#deps;
    const retried: Retried = { landed: 0, refused: 0, isAway: false };
    for (const group of this.#groupsOf(subjects)) {
      const { written, refused, failure } = await writeByHalves([group], this.#write, Infinity);
      for (const { subject } of written) parked.remove(subject.key);
      for (const { part, ...why } of refused) parked.refusedAgain(part.subject.key, why, now());
      retried.landed += written.length;
      retried.refused += refused.length;
      if (failure !== null) return { ...retried, isAway: true };
    }
    return retried;
  }

  /**
   * What was parked before goes by itself, with what was parked of it: it may well be refused again, and
   * a sum that lands without the requests parked before it would be wrong (rule STO2).
   */
  #separate(piece: FlushBatch): { fresh: Part[]; again: Part[] } {
    const fresh: Part[] = [];
    const again: Part[] = [];
    for (const part of splitBySubject(piece)) {
      const before = this.#deps.parked.rowsOf(part.subject.key);
      if (before === null) {
        fresh.push(part);
        continue;
      }
      const rows = mergeRows(before, part.rows);
      if (rows !== null) again.push({ ...part, rows });
    }
    return { fresh, again };
  }

  async #landAgain(parts: Part[]): Promise<SendFailure | null> {
    const { parked, now } = this.#deps;
    const { written, refused, failure } = await writeByHalves([parts], this.#write, Infinity);
    for (const { subject } of written) parked.remove(subject.key);
    if (failure !== null) return failure.code;
    const isParked = refused.map((one) => parked.park(one, now()));
    return isParked.includes(false) ? 'parked_full' : null;
  }

  /** Nothing is parked before all parts were tried: only then it is known whether it is the rows. */
  async #landOrPark(parts: readonly Part[]): Promise<SendFailure | null> {
    const { parked, now } = this.#deps;
    const { written, refused, failure } = await writeByHalves(
      halvesOf(parts),
      this.#write,
      LIMITS.parkedRows,
    );
    if (failure !== null) return failure.code;
    // Where nothing landed it may not be the rows: then a batch without any is refused, too.
    if (written.length === 0) {
      const failure = parts.length < MANY_PARTS ? await this.#moveCursor(NOT_YET) : 'all_refused';
      if (failure !== null) return failure;
    }
    const isParked = refused.map((one) => parked.park(one, now()));
    return isParked.includes(false) ? 'parked_full' : null;
  }

  async #moveCursor(toSeq: number): Promise<SendFailure | null> {
    const result = await this.#deps.write(this.#batchOf([], toSeq));
    return result.ok ? null : result.code;
  }

  /** Read as they are needed: all of them together are more than a hub may hold. */
  *#groupsOf(subjects: readonly string[]): Generator<Part[]> {
    let group: Part[] = [];
    let bytes = 0;
    for (const key of subjects) {
      const row = this.#deps.parked.get(key);
      const rows = this.#deps.parked.rowsOf(key);
      if (row === undefined || rows === null) continue;
      if (bytes > 0 && bytes + row.bytes > GROUP_BYTES) {
        yield group;
        group = [];
        bytes = 0;
      }
      group.push({ subject: { key, kind: row.kind, session: row.session, hour: row.hour }, rows });
      bytes += row.bytes;
    }
    yield group;
  }

  readonly #write = (parts: readonly Part[]): Promise<WriteResult> =>
    this.#deps.write(this.#batchOf(parts, NOT_YET));

  #batchOf(parts: readonly Part[], toSeq: number): FlushBatch {
    const { workspace, epoch } = this.#deps;
    const rows = parts.length === 0 ? noRows() : joinParts(parts);
    return { workspace, epoch: epoch(), toSeq, ...rows };
  }
}
