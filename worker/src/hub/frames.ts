import {
  LIMITS,
  LIVE_PROTOCOL,
  STATE_LIMITS,
  totalsView,
  type Card,
  type Changes,
  type HelloFrame,
  type Line,
  type PatchFrame,
  type SeriesCell,
  type SnapshotFrame,
  type Task,
} from '@claude-monitor/protocol';
import { cursorOf } from '../domain/cursor.ts';
import type { Present } from './present.ts';

export function helloFrame(workspace: string, now: number): HelloFrame {
  return { type: 'hello', protocol: LIVE_PROTOCOL, workspace, now, limits: STATE_LIMITS };
}

/** What changed, as absolute values: from the position all viewers are at to the hub's own. */
export function patchFrame(
  present: Present,
  from: number,
  now: number,
  changes: Changes,
  lines: { lines: Line[]; moreLines: number },
): PatchFrame {
  const { epoch, seq } = present.progress;
  return {
    type: 'patch',
    from: cursorOf({ epoch, seq: from }),
    to: cursorOf({ epoch, seq }),
    at: now,
    cards: [...changes.cards].flatMap((id) => present.card(id) ?? []),
    tasks: [...changes.tasks].flatMap((id) => present.task(id) ?? []),
    gone: { cards: [...changes.goneCards], tasks: [...changes.goneTasks] },
    totals: totalsView(present.state),
    series: [...changes.series].flatMap((key) => present.state.series.get(key) ?? []),
    ...lines,
  };
}

/** What a viewer missed since its cursor: cards and tasks by their changedSeq, the rest whole (HUB2). */
export function resumeFrame(present: Present, from: number, now: number): PatchFrame {
  const { state } = present;
  const changed = (item: { changedSeq: number }): boolean => item.changedSeq > from;
  const changes: Changes = {
    cards: new Set([...state.cards.values()].filter(changed).map((item) => item.card)),
    tasks: new Set([...state.tasks.values()].filter(changed).map((item) => item.task)),
    goneCards: new Set(),
    goneTasks: new Set(),
    series: new Set(state.series.keys()),
  };
  const lines = present.lines.slice(-LIMITS.linesPerFrame);
  return patchFrame(present, from, now, changes, { lines, moreLines: 0 });
}

export function changedSince(present: Present, seq: number): number {
  let count = 0;
  for (const item of present.state.cards.values()) if (item.changedSeq > seq) count++;
  for (const item of present.state.tasks.values()) if (item.changedSeq > seq) count++;
  return count;
}

/**
 * The whole present in pieces (rule HUB7): every open card that waits or has an open tool call, then
 * the newest, and the newest tasks; how many more there are is said.
 */
export function snapshotFrames(present: Present, now: number): SnapshotFrame[] {
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
    to: cursorOf(progress),
    at: now,
    part: index,
    parts: pieces.length,
    cards: piece.flatMap((item) => item.card ?? []),
    tasks: piece.flatMap((item) => item.task ?? []),
    series: piece.flatMap((item) => item.cell ?? []),
    ...(index === 0
      ? {
          totals: totalsView(state),
          lines: [...present.lines],
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
    const size = JSON.stringify(item).length;
    if (bytes + size > LIMITS.snapshotPieceBytes - PIECE_OVERHEAD_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(item);
    bytes += size;
  }
  return pieces;
}

/** Totals and lines ride in the first piece. */
const PIECE_OVERHEAD_BYTES = 64 * 1024;

const needsSight = (card: Card): boolean =>
  card.endedAt === null && (card.turn?.state === 'waiting' || card.openTools.length > 0);

const isOpen = (task: Task): boolean => task.status === 'started';
