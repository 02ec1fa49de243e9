import { totalsView } from '@claude-monitor/fold';
import {
  LIMITS,
  type Card,
  type Line,
  type SeriesCell,
  type SnapshotFrame,
  type Task,
} from '@claude-monitor/protocol';
import { cursorOf } from '../../domain/cursor.ts';
import type { Audience } from './audience.ts';
import { byteLength } from '../storage/byte-length.ts';
import type { Step } from './frames.ts';
import type { Present } from '../state/present.ts';

/** Totals and lines ride in the first piece. */
const PIECE_OVERHEAD_BYTES = 64 * 1024;

/**
 * The present as an audience sees it, in pieces (rule HUB7): every open card that waits or has an open tool call, then
 * the newest, and the newest tasks; how many more there are is said.
 */
export function snapshotFrames(
  present: Present,
  audience: Audience,
  { to, now }: Omit<Step, 'from'>,
  lines: readonly Line[],
): SnapshotFrame[] {
  const { state, progress } = present;
  const cards = [...state.cards.keys()].flatMap((id) => seen(present.card(id), audience.card));
  cards.sort((a, b) => Number(needsSight(b)) - Number(needsSight(a)) || b.lastAt - a.lastAt);
  const tasks = [...state.tasks.keys()].flatMap((id) => seen(present.task(id), audience.task));
  tasks.sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.lastAt - a.lastAt);
  const pieces = pack([
    ...cards.slice(0, LIMITS.snapshotCards).map((card) => ({ card })),
    ...tasks.slice(0, LIMITS.snapshotTasks).map((task) => ({ task })),
    // Neither cells nor sums tell of which project or session they are: of a part there are none.
    ...(audience.isNarrow ? [] : [...state.series.values()].map((cell) => ({ cell }))),
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
          ...(audience.isNarrow ? {} : { totals: totalsView(state) }),
          lines: audience.lines(lines),
          more: {
            cards: Math.max(0, cards.length - LIMITS.snapshotCards),
            tasks: Math.max(0, tasks.length - LIMITS.snapshotTasks),
          },
        }
      : {}),
  }));
}

function seen<Item>(item: Item | null, within: (item: Item) => Item | null): Item[] {
  const result = item === null ? null : within(item);
  return result === null ? [] : [result];
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
