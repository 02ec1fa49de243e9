import type { SeriesCell } from '@claude-monitor/protocol/live/view';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { cellTokens } from '../summary.ts';

/** A wall is 1920 × 1080 of its own px, whatever the screen: it is scaled as a whole. Heights of its parts. */
const ROOM = 1080 - 44 - 40;
const LABEL = 54;
const GAP = 40;
const NEED = 104;
const RUNNING = 93;
const LAST_LINE = 64;
/** More are counted: some of what runs must show. */
const MOST_NEEDS = 5;

/** How many rows of each there is room for. Nothing scrolls on a wall. */
export function rowsThatFit({ needs, open }: { needs: number; open: number }): {
  needs: number;
  open: number;
} {
  const shown = Math.min(needs, MOST_NEEDS);
  const left = ROOM - LABEL - Math.max(1, shown) * NEED - GAP - LABEL - LAST_LINE;
  return { needs: shown, open: Math.min(open, Math.floor(left / RUNNING)) };
}

const EVERY_MS = 10 * TIME.minuteMs;
/** Px right and down, one after another: no line of the picture stays on the same dots. */
const PLACES = [
  [0, 0],
  [5, 3],
  [-4, 5],
  [3, -5],
  [-6, -2],
  [6, 0],
  [0, 6],
  [-3, -4],
] as const;

/** Where the picture stands at a time, so that nothing burns in. */
export function shiftAt(now: number): readonly [x: number, y: number] {
  return PLACES[Math.floor(now / EVERY_MS) % PLACES.length] ?? PLACES[0];
}

/** Tokens of each minute of the last hour, the running one last. */
export function tokensByMinute(cells: Iterable<SeriesCell>, now: number): number[] {
  const last = Math.floor(now / TIME.minuteMs);
  const sums = Array.from({ length: LIMITS.seriesMinutes }, () => 0);
  for (const cell of cells) {
    const index = LIMITS.seriesMinutes - 1 - (last - Math.floor(cell.at / TIME.minuteMs));
    const before = sums[index];
    if (before !== undefined) sums[index] = before + cellTokens(cell);
  }
  return sums;
}
