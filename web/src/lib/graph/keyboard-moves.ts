import type { Box, Layout } from './layout/layered-layout.ts';
import type { Neighbours } from './neighbours.ts';

/** Where the eyes go from a node: the four arrows, and the two ends. */
const MOVES = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const;
export type Move = (typeof MOVES)[number];

/**
 * The node that a key leads to: along the layers by the edges where there are any, else to what stands
 * nearest in that direction. null where there is nothing.
 */
export function moveFrom(
  id: string,
  move: Move,
  { layout, neighbours }: { layout: Layout; neighbours: Neighbours },
): string | null {
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  const here = boxes.get(id);
  if (move === 'Home' || move === 'End' || here === undefined) return endOf(layout, move);
  const linked = (alongEdges(move, layout.direction, neighbours).get(id) ?? [])
    .map((other) => boxes.get(other))
    .filter((box) => box !== undefined);
  const others =
    linked.length > 0 ? linked : layout.boxes.filter((box) => isThere(here, box, move));
  const [nearest] = [...others].sort((a, b) => distance(here, a, move) - distance(here, b, move));
  return nearest?.id ?? null;
}

export const isMove = (key: string): key is Move => MOVES.some((move) => move === key);

/** The first node by reading order, and the last. */
function endOf({ boxes, direction }: Layout, move: Move): string | null {
  const ordered = [...boxes].sort((a, b) =>
    direction === 'LR' ? a.x - b.x || a.y - b.y : a.y - b.y || a.x - b.x,
  );
  return (move === 'End' ? ordered.at(-1) : ordered[0])?.id ?? null;
}

const NOWHERE: ReadonlyMap<string, readonly string[]> = new Map();

function alongEdges(
  move: Move,
  direction: Layout['direction'],
  { before, after }: Neighbours,
): ReadonlyMap<string, readonly string[]> {
  const [back, forth] = direction === 'LR' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return move === back ? before : move === forth ? after : NOWHERE;
}

function isThere(here: Box, there: Box, move: Move): boolean {
  const { x, y } = offset(here, there);
  switch (move) {
    case 'ArrowLeft':
      return x < -1;
    case 'ArrowRight':
      return x > 1;
    case 'ArrowUp':
      return y < -1;
    default:
      return y > 1;
  }
}

/** What lies straight ahead is nearer than what lies aside. */
function distance(here: Box, there: Box, move: Move): number {
  const { x, y } = offset(here, there);
  const isLevel = move === 'ArrowLeft' || move === 'ArrowRight';
  return isLevel ? Math.abs(x) + 3 * Math.abs(y) : Math.abs(y) + 3 * Math.abs(x);
}

const offset = (here: Box, there: Box): { x: number; y: number } => ({
  x: there.x + there.width / 2 - here.x - here.width / 2,
  y: there.y + there.height / 2 - here.y - here.height / 2,
});
