import { rowsOfPage } from './history-rows.ts';
import type { FlushBatch, SessionRow, TaskRow } from '../../store/rows.ts';
import { blocksOf } from './blocks.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Present } from '../state/present.ts';

/** A piece goes out once it is about this large: a call between objects carries 32 MB at most. */
const PIECE_BYTES = 8_000_000;
/** A row on its way, roughly. */
const ROW_BYTES = 800;
/** `toSeq` of a piece that others follow: the cursor moves with the last one. */
const NOT_YET = 0;

export type FlushRange = {
  workspace: string;
  /** Raw events after `from`, up to `to`: fixed before the range is first sent. */
  from: number;
  to: number;
  /** Rows that changed after this seq, as they are now: `from`, or 0 for a database that lost them. */
  rowsAfter: number;
};

/**
 * What libSQL gets for a range, in as many pieces as its size asks for, almost always one. A page's
 * rows go in one piece, so a rollup and the requests it is the sum of change together (rule STO2).
 * Pieces are made when they are asked for: a long outage is worked off in bounded memory.
 */
export function* flushPieces(
  present: Present,
  journal: Journal,
  range: FlushRange,
): Generator<FlushBatch> {
  const empty = emptyBatch(range.workspace, present.progress.epoch);
  let piece = empty();
  let bytes = 0;
  for (const part of partsOf(present, journal, range)) {
    bytes += addPart(piece, part);
    if (bytes < PIECE_BYTES) continue;
    yield piece;
    piece = empty();
    bytes = 0;
  }
  yield { ...piece, toSeq: range.to };
}

const emptyBatch = (workspace: string, epoch: number) => (): FlushBatch => ({
  workspace,
  epoch,
  toSeq: NOT_YET,
  sessions: [],
  tasks: [],
  requests: [],
  usageHours: [],
  activityHours: [],
  errorHours: [],
  edgeHours: [],
  blocks: [],
});

type Rows = Omit<FlushBatch, 'workspace' | 'epoch' | 'toSeq'>;

/** What changed, a session, task, page or block at a time. */
function* partsOf(present: Present, journal: Journal, range: FlushRange): Generator<Partial<Rows>> {
  const { rowsAfter } = range;
  // The pages of this moment: one that changes later has rows after the range, for the next flush.
  const pages = rowsAfter < range.from ? present.pages.all() : present.pages.unflushed();
  for (const row of sessionRows(present, rowsAfter)) yield { sessions: [row] };
  for (const row of taskRows(present, rowsAfter)) yield { tasks: [row] };
  for (const key of pages) {
    const page = present.pages.get(key.session, key.hour);
    if (page !== undefined) yield rowsOfPage(page, rowsAfter, (card) => sessionIdOf(present, card));
    present.pages.trimCache();
  }
  for (const block of blocksOf(journal, present.unchanged, range)) yield { blocks: [block] };
}

/** Adds the rows to the piece and says about how many bytes they are. */
function addPart(piece: FlushBatch, part: Partial<Rows>): number {
  const rows =
    append(piece.sessions, part.sessions) +
    append(piece.tasks, part.tasks) +
    append(piece.requests, part.requests) +
    append(piece.usageHours, part.usageHours) +
    append(piece.activityHours, part.activityHours) +
    append(piece.errorHours, part.errorHours) +
    append(piece.edgeHours, part.edgeHours) +
    append(piece.blocks, part.blocks);
  const blockBytes = part.blocks?.reduce((sum, block) => sum + block.data.byteLength, 0) ?? 0;
  return rows * ROW_BYTES + blockBytes;
}

function append<Row>(to: Row[], rows: readonly Row[] = []): number {
  for (const row of rows) to.push(row);
  return rows.length;
}

function* sessionRows(present: Present, after: number): Generator<SessionRow> {
  for (const figures of [...present.state.cards.values()]) {
    if (figures.changedSeq <= after) continue;
    const { card: id, changedSeq: rev } = figures;
    const run = present.state.sessions.get(id);
    if (run !== undefined && run.shownAs !== null) {
      const { sessionId, shownAs } = run;
      yield { id, sessionId, shownAs: shownAs.card, isGone: true, rev };
      continue;
    }
    const card = present.card(id);
    if (card === null) continue;
    // A copy: the piece may be sent again after the figures moved on.
    const row = { card: structuredClone(card), run: figures.session };
    yield { ...row, isGone: false, rev };
  }
  for (const [id, { sessionId, seq }] of [...present.gone.cards]) {
    if (seq <= after || present.state.cards.has(id)) continue;
    yield { id, sessionId, shownAs: null, isGone: true, rev: seq };
  }
}

function* taskRows(present: Present, after: number): Generator<TaskRow> {
  for (const figures of [...present.state.tasks.values()]) {
    if (figures.changedSeq <= after) continue;
    const task = present.task(figures.task);
    if (task === null) continue;
    yield { task: structuredClone(task), isGone: false, rev: figures.changedSeq };
  }
  for (const [id, { seq }] of [...present.gone.tasks]) {
    if (seq > after && !present.state.tasks.has(id)) yield { id, isGone: true, rev: seq };
  }
}

function sessionIdOf(present: Present, card: string): string {
  const session = present.state.cards.get(card)?.session;
  return (session === undefined ? undefined : present.state.sessions.get(session)?.sessionId) ?? '';
}
