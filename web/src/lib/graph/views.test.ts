import { expect, test } from 'vitest';
import type { Layout } from './layout/layered-layout.ts';
import { firstView, isInView, viewOf, wholeView, ZOOM } from './views.ts';

const WINDOW = { width: 1_000, height: 600 };
const layout = (width: number, height: number): Layout => ({
  direction: 'LR',
  boxes: [
    { id: 'a', x: 0, y: 0, width: 100, height: 40 },
    { id: 'z', x: width - 100, y: height - 40, width: 100, height: 40 },
  ],
  routes: [],
  width,
  height,
});

test('everything is shown in the middle, and never larger than life', () => {
  expect(wholeView(layout(400, 200), WINDOW)).toEqual({ x: 300, y: 186, zoom: 1 });
  const wide = wholeView(layout(2_000, 300), WINDOW);
  expect(wide.zoom).toBeCloseTo(0.476);
  for (const box of layout(2_000, 300).boxes) expect(isInView(box, WINDOW, wide)).toBe(true);
});

test('what is too large to be read begins at what matters', () => {
  const large = layout(9_000, 5_000);
  const view = firstView(large, WINDOW, 'z');
  expect(view.zoom).toBe(ZOOM.close);
  expect(large.boxes.map((box) => isInView(box, WINDOW, view))).toEqual([false, true]);
  expect(firstView(large, WINDOW, 'gone')).toEqual(firstView(large, WINDOW, 'a'));
});

test('what can be read begins whole', () => {
  expect(firstView(layout(400, 200), WINDOW, 'z')).toEqual(wholeView(layout(400, 200), WINDOW));
});

test('an empty layout has a view too', () => {
  const empty: Layout = { direction: 'LR', boxes: [], routes: [], width: 0, height: 0 };
  expect(firstView(empty, WINDOW, null).zoom).toBe(1);
});

test('a box is in view when all of it is', () => {
  const box = { id: 'a', x: 10, y: 10, width: 100, height: 40 };
  expect(isInView(box, WINDOW, viewOf(box, WINDOW, 1))).toBe(true);
  expect(isInView(box, WINDOW, { x: -30, y: 0, zoom: 1 })).toBe(false);
});
