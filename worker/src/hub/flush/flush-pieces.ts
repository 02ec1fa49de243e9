import { findAttempt } from '@claude-monitor/fold';
import { noRows } from './parked/subjects.ts';
import { everything, loggedBetween } from './changed-between.ts';
import { rowsOfHour } from './history-rows.ts';
import type { FlushBatch } from '../../store/rows.ts';
import { blocksOf } from './blocks.ts';
import type { Journal } from '../ingest/journal.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';

/**
 * A piece goes out once it is about this large. A call between objects carries 32 MB at most; but to write one out
 * and take it in again holds up what else runs in the same isolate.
 */
const PIECE_BYTES = 3_000_000;
/** A row on its way, roughly. */
const ROW_BYTES = 800;
/** What is made before a pause is offered: some milliseconds of work. */
const ROWS_A_PAUSE = 100;
/** `toSeq` of a piece that others follow: the cursor moves with the last one. */
const NOT_YET = 0;

type FlushRange = {
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
 * Pieces are made when they are asked for: a long outage is worked off in bounded memory. `null` stands where
 * the hub may take events: what changes then is of a later range, and goes once more with that.
 */
export function* flushPieces(
  workspaceState: WorkspaceState,
  journal: Journal,
  range: FlushRange,
): Generator<FlushBatch | null> {
  const empty = emptyBatch(range.workspace, workspaceState.progress.epoch);
  let piece = empty();
  let bytes = 0;
  let unpaused = 0;
  for (const part of partsOf(workspaceState, journal, range)) {
    const added = addPart(piece, part);
    bytes += added;
    unpaused += added;
    if (part === PAUSE || unpaused >= ROWS_A_PAUSE * ROW_BYTES) {
      yield null;
      unpaused = 0;
    }
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
  ...noRows(),
});

type Rows = Omit<FlushBatch, 'workspace' | 'epoch' | 'toSeq'>;

/** No rows, and some work was done for those that come. */
const PAUSE: Partial<Rows> = {};

/** What changed, a session, task, hour or block at a time. */
function* partsOf(
  workspaceState: WorkspaceState,
  journal: Journal,
  range: FlushRange,
): Generator<Partial<Rows>> {
  const { rowsAfter, from, to } = range;
  const changed =
    rowsAfter < from ? everything(workspaceState) : loggedBetween(workspaceState, from, to);
  for (const { sessions, tasks, hours } of changed) {
    for (const id of sessions) yield* sessionRow(workspaceState, id, rowsAfter);
    for (const id of tasks) yield* taskRow(workspaceState, id, rowsAfter);
    for (const [session, start] of hours) {
      const hour = workspaceState.state.facts.hour(session, start);
      if (hour !== undefined) yield rowsOfHour(workspaceState.state, hour, rowsAfter);
      workspaceState.endRead();
    }
    workspaceState.endRead();
  }
  yield* goneRows(workspaceState, rowsAfter);
  for (const block of blocksOf(journal, workspaceState.unchanged, range)) {
    yield block === null ? PAUSE : { blocks: [block] };
  }
}

/** Adds the rows to the piece and says about how many bytes they are. */
function addPart(piece: FlushBatch, part: Partial<Rows>): number {
  const rows =
    append(piece.sessions, part.sessions) +
    append(piece.tasks, part.tasks) +
    append(piece.requestChunks, part.requestChunks) +
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

function* sessionRow(
  workspaceState: WorkspaceState,
  id: string,
  after: number,
): Generator<Partial<Rows>> {
  const found = findAttempt(workspaceState.state, id);
  if (found === null) return;
  const { session, attempt } = found;
  const rev = attempt.figures.changedSeq;
  if (rev <= after) return;
  const { sessionId, shownAs } = session;
  if (shownAs !== null && id === session.key) {
    yield { sessions: [{ id, sessionId, shownAs: shownAs.attempt, isGone: true, rev }] };
    return;
  }
  const view = workspaceState.session(id);
  if (view === null) return;
  // A copy: the piece may be sent again after the figures moved on.
  yield { sessions: [{ view: structuredClone(view), run: session.key, isGone: false, rev }] };
}

function* taskRow(
  workspaceState: WorkspaceState,
  id: string,
  after: number,
): Generator<Partial<Rows>> {
  const rev = workspaceState.state.tasks.get(id)?.changedSeq ?? 0;
  const task = rev <= after ? null : workspaceState.task(id);
  if (task !== null) yield { tasks: [{ task: structuredClone(task), isGone: false, rev }] };
}

/** What is no more here: libSQL may still show it. */
function* goneRows(workspaceState: WorkspaceState, after: number): Generator<Partial<Rows>> {
  for (const [id, { sessionId, seq }] of [...workspaceState.gone.sessions]) {
    if (seq <= after || workspaceState.has(id)) continue;
    yield { sessions: [{ id, sessionId, shownAs: null, isGone: true, rev: seq }] };
  }
  for (const [id, { seq }] of [...workspaceState.gone.tasks]) {
    if (seq > after && workspaceState.task(id) === null)
      yield { tasks: [{ id, isGone: true, rev: seq }] };
  }
}
