import type { PatchFrame, ServerFrame, SnapshotFrame } from '@claude-monitor/protocol/live/frames';
import { bounded } from './bounded.ts';
import { addLines } from './entries.ts';
import { mergeSeries, NOTHING_YET, type LiveState } from './live-state.ts';
import { addPiece, wholeSnapshot } from './snapshot-pieces.ts';

/**
 * What a frame did: `applied` moved the position, `noted` did not, `missed` says that frames were lost
 * between our position and this patch, so the page must connect again with its cursor (rule HUB4).
 */
export type Applied = { live: LiveState; outcome: 'applied' | 'noted' | 'missed' };

/** The state after a frame. Pure: the state before it stays as it was. */
export function applyFrame(live: LiveState, frame: ServerFrame): Applied {
  switch (frame.type) {
    case 'hello':
      return noted({
        ...live,
        workspace: frame.workspace,
        isAdmin: frame.isAdmin,
        limits: frame.limits,
        pieces: null,
      });
    case 'gap':
      return noted({ ...live, pieces: null });
    case 'snapshot':
      return applySnapshot(live, frame);
    case 'patch':
      return applyPatch(live, frame);
  }
}

function applySnapshot(live: LiveState, frame: SnapshotFrame): Applied {
  const pieces = addPiece(live.pieces, frame);
  const frames = wholeSnapshot(pieces);
  if (frames === null) return noted({ ...live, pieces });
  const snapshot: LiveState = {
    ...NOTHING_YET,
    workspace: live.workspace,
    isAdmin: live.isAdmin,
    limits: live.limits,
    position: frame.to,
    asOf: frame.at,
    cards: byId(frames.flatMap((piece) => piece.cards)),
    tasks: byId(frames.flatMap((piece) => piece.tasks)),
  };
  for (const piece of frames) {
    if (piece.totals !== undefined) snapshot.totals = piece.totals;
    if (piece.more !== undefined) snapshot.more = piece.more;
    snapshot.series = mergeSeries(snapshot.series, piece.series ?? [], piece.at);
    const lines = { lines: piece.lines ?? [], moreLines: 0, at: piece.at, id: piece.to };
    snapshot.entries = addLines(snapshot.entries, lines);
  }
  return { live: snapshot, outcome: 'applied' };
}

function applyPatch(live: LiveState, patch: PatchFrame): Applied {
  if (live.position === null || patch.from !== live.position) return { live, outcome: 'missed' };
  const applied: LiveState = {
    ...live,
    position: patch.to,
    asOf: patch.at,
    cards: replaced(live.cards, patch.cards, patch.gone.cards),
    tasks: replaced(live.tasks, patch.tasks, patch.gone.tasks),
    totals: patch.totals ?? live.totals,
    series: mergeSeries(live.series, patch.series, patch.at),
    entries: addLines(live.entries, { ...patch, id: patch.to }),
    pieces: null,
  };
  return { live: bounded(applied), outcome: 'applied' };
}

const noted = (live: LiveState): Applied => ({ live, outcome: 'noted' });

function byId<Item extends { id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

/** The same map when nothing in it changed, so that what is derived from it is not derived again. */
function replaced<Item extends { id: string }>(
  before: ReadonlyMap<string, Item>,
  changed: readonly Item[],
  gone: readonly string[],
): ReadonlyMap<string, Item> {
  if (changed.length === 0 && gone.length === 0) return before;
  const after = new Map(before);
  for (const id of gone) after.delete(id);
  for (const item of changed) after.set(item.id, item);
  return after;
}
