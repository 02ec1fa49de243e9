import {
  LIMITS,
  totalsView,
  type Card,
  type Line,
  type SeriesCell,
  type SnapshotFrame,
  type Task,
} from '@claude-monitor/protocol';
import { cursorOf } from '../domain/cursor.ts';
import { byteLength } from './byte-length.ts';
import type { Step } from './frames.ts';
import type { Present } from './present.ts';

/** Totals and lines ride in the first piece. */
const PIECE_OVERHEAD_BYTES = 64 * 1024;

/**
 * The whole present in pieces (rule HUB7): every open card that waits or has an open tool call, then
 * the newest, and the newest tasks; how many more there are is said.
 */
export function snapshotFrames(
  present: Present,
  { to, now }: Omit<Step, 'from'>,
  lines: readonly Line[],
): SnapshotFrame[] {
  const { state, progress } = present;
  const cards = [...state.cards.keys()].flatMap((id) => present.card(id) ?? []);
  cards.sort((a, b) => Number(needsSight(b)) - Number(needsSight(a)) || b.lastAt - a.lastAt);
  const tasks = [...state.tasks.keys()].flatMap((id) => present.task(id) ?? []);
  tasks.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.lastAt - a.lastAt);
  const pieces = pack([
    ...cards.slice(0, LIMITS.snapshotCards).map((card) => ({ card })),
    ...tasks.slice(0, LIMITS.snapshotTasks).map((task) => ({ task })),
    ...[...state.series.values()].map((cell) => ({ cell })),
  ]);
  return pieces.map((piece, index) => ({
    type: 'snapshot',
    to: cursorOf({ epoch: progress.epoch, seq: to }),
    at: now,
    part: index,
    parts: pieces.length,
    cards: piece.flatMap((item) => item.card ?? []),
    tasks: piece.flatMap((item) => item.task ?? []),
    series: piece.flatMap((item) => item.cell ?? []),
    ...(index === 0
      ? {
          totals: totalsView(state),
          lines: [...lines],
          more: {
            cards: Math.max(0, cards.length - LIMITS.snapshotCards),
            tasks: Math.max(0, tasks.length - LIMITS.snapshotTasks),
          },
        }
      : {}),
  }));
}

type Item = { card?: Card; task?: Task; cell?: SeriesCell };

/** Parts a list so that no piece is larger than a frame may be; at least one piece. */
function pack(items: Item[]): Item[][] {
  const pieces: Item[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = byteLength(JSON.stringify(item));
    if (bytes + size > LIMITS.snapshotPieceBytes - PIECE_OVERHEAD_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(item);
    bytes += size;
  }
  return pieces;
}

const needsSight = (card: Card): boolean =>
  card.endedAt === null && (card.turn?.state === 'waiting' || card.openTools.length > 0);

const isOpen = (task: Task): boolean => task.status === 'started';
