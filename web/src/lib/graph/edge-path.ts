import type { Box, Direction, Point, EdgeRoute } from './layout/layered-layout.ts';

const HEAD = 5;

/**
 * The path of an edge: from the middle of the side it leaves to the middle of the side it enters, with
 * a head drawn as part of it. One path may then hold all edges that look alike, and a thousand edges
 * are one element of the page.
 */
export function edgePath(
  route: EdgeRoute,
  ends: { from: Box; to: Box },
  direction: Direction,
): string {
  const sides = sidesOf(ends, direction);
  const isLevel = direction === 'LR';
  const forth = sides.isBack ? -1 : 1;
  const curve = isLevel ? across : down;
  let path = `M${at(sides.start)}`;
  let before = sides.start;
  for (const point of onTheWay(route)) {
    // Through a layer it goes straight, so that it touches no box beside it.
    const half = route.label === null ? (isLevel ? ends.from.width : ends.from.height) / 2 : 0;
    path += curve(before, moved(point, -half * forth, isLevel));
    before = moved(point, half * forth, isLevel);
    if (half > 0) path += `L${at(before)}`;
  }
  const headAt = isLevel ? headLevel : headDown;
  return path + curve(before, sides.end) + headAt(sides.end, forth);
}

/** An edge of a circle leads back: it leaves and enters by the other sides. */
function sidesOf(
  { from, to }: { from: Box; to: Box },
  direction: Direction,
): { start: Point; end: Point; isBack: boolean } {
  const isLevel = direction === 'LR';
  const isBack = isLevel ? to.x + to.width / 2 < from.x : to.y + to.height / 2 < from.y;
  const [out, into] = isLevel ? [rightOf, leftOf] : [bottomOf, topOf];
  return isBack
    ? { start: into(from), end: out(to), isBack }
    : { start: out(from), end: into(to), isBack };
}

/**
 * The points of an edge that it has to go through: its label, else its places in the layers between its
 * ends. Those between two layers, where nothing stands, only make it wind.
 */
function onTheWay({ points, label }: EdgeRoute): Point[] {
  const inner = points.slice(1, -1);
  return label === null ? inner.filter((_, index) => index % 2 === 1) : inner;
}

const moved = ({ x, y }: Point, by: number, isLevel: boolean): Point =>
  isLevel ? { x: x + by, y } : { x, y: y + by };

function across(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `C${at({ x: middle, y: from.y })} ${at({ x: middle, y: to.y })} ${at(to)}`;
}

function down(from: Point, to: Point): string {
  const middle = (from.y + to.y) / 2;
  return `C${at({ x: from.x, y: middle })} ${at({ x: to.x, y: middle })} ${at(to)}`;
}

const headLevel = ({ x, y }: Point, forth: 1 | -1): string =>
  head(
    { x: x - HEAD * forth, y: y - HEAD + 1 },
    { x, y },
    { x: x - HEAD * forth, y: y + HEAD - 1 },
  );

const headDown = ({ x, y }: Point, forth: 1 | -1): string =>
  head(
    { x: x - HEAD + 1, y: y - HEAD * forth },
    { x, y },
    { x: x + HEAD - 1, y: y - HEAD * forth },
  );

const head = (...[one, tip, other]: [Point, Point, Point]): string =>
  `M${at(one)}L${at(tip)}L${at(other)}`;

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
const rightOf = (box: Box): Point => ({ x: box.x + box.width, y: box.y + box.height / 2 });
const leftOf = (box: Box): Point => ({ x: box.x, y: box.y + box.height / 2 });
const bottomOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height });
const topOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y });
