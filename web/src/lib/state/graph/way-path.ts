import type { Box, Direction, Point, Way } from './layered-layout.ts';

const HEAD = 5;

/**
 * The path of an edge: from the middle of the side it leaves to the middle of the side it enters, with
 * a head drawn as part of it. One path may then hold all edges that look alike, and a thousand edges
 * are one element of the page.
 */
export function wayPath(way: Way, ends: { from: Box; to: Box }, direction: Direction): string {
  const isRight = direction === 'LR';
  const start = isRight ? rightOf(ends.from) : bottomOf(ends.from);
  const end = isRight ? leftOf(ends.to) : topOf(ends.to);
  const curve = isRight ? across : down;
  let path = `M${at(start)}`;
  let before = start;
  for (const point of onTheWay(way)) {
    // Through a layer it goes straight, so that it touches no box beside it.
    const half = way.label === null ? (isRight ? ends.from.width : ends.from.height) / 2 : 0;
    path += curve(before, moved(point, -half, isRight));
    before = moved(point, half, isRight);
    if (half > 0) path += `L${at(before)}`;
  }
  return path + curve(before, end) + (isRight ? headRight(end) : headDown(end));
}

/**
 * The points of an edge that it has to go through: its label, else its places in the layers between its
 * ends. Those between two layers, where nothing stands, only make it wind.
 */
function onTheWay({ points, label }: Way): Point[] {
  const inner = points.slice(1, -1);
  return label === null ? inner.filter((_, index) => index % 2 === 1) : inner;
}

const moved = ({ x, y }: Point, by: number, isRight: boolean): Point =>
  isRight ? { x: x + by, y } : { x, y: y + by };

function across(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: to.y })} ${at(to)}`;
}

function down(from: Point, to: Point): string {
  const middle = (from.y + to.y) / 2;
  return `C${at({ x: from.x, y: middle })} ${at({ x: to.x, y: middle })} ${at(to)}`;
}

const headRight = ({ x, y }: Point): string =>
  `M${at({ x: x - HEAD, y: y - HEAD + 1 })}L${at({ x, y })}L${at({ x: x - HEAD, y: y + HEAD - 1 })}`;

const headDown = ({ x, y }: Point): string =>
  `M${at({ x: x - HEAD + 1, y: y - HEAD })}L${at({ x, y })}L${at({ x: x + HEAD - 1, y: y - HEAD })}`;

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
const rightOf = (box: Box): Point => ({ x: box.x + box.width, y: box.y + box.height / 2 });
const leftOf = (box: Box): Point => ({ x: box.x, y: box.y + box.height / 2 });
const bottomOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height });
const topOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y });
