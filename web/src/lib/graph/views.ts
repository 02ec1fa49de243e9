import type { Box, Layout } from './layout/layered-layout.ts';

export type Viewport = { x: number; y: number; zoom: number };
export type Window = { width: number; height: number };

export const ZOOM = { least: 0.08, most: 1.6, readable: 0.55, far: 0.5, close: 0.9 } as const;

const MARGIN = 24;
/** Room for the buttons below. */
const FOOT = 52;

/** Everything in the middle of the window, never larger than life. */
export function wholeView(layout: Layout, window: Window): Viewport {
  const across = (window.width - 2 * MARGIN) / Math.max(1, layout.width);
  const down = (window.height - MARGIN - FOOT) / Math.max(1, layout.height);
  const zoom = Math.min(1, Math.max(ZOOM.least, Math.min(across, down)));
  return {
    x: (window.width - layout.width * zoom) / 2,
    y: (window.height + MARGIN - FOOT - layout.height * zoom) / 2,
    zoom,
  };
}

/** What is seen first: everything where it can be read, else the place that matters. */
export function firstView(layout: Layout, window: Window, initialFocus: string | null): Viewport {
  const whole = wholeView(layout, window);
  const box = layout.boxes.find(({ id }) => id === initialFocus) ?? layout.boxes[0];
  if (whole.zoom >= ZOOM.readable || box === undefined) return whole;
  return viewOf(box, window, ZOOM.close);
}

export function viewOf(box: Box, window: Window, zoom: number): Viewport {
  return {
    x: window.width / 2 - (box.x + box.width / 2) * zoom,
    y: window.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}

export function isInView(box: Box, window: Window, { x, y, zoom }: Viewport): boolean {
  const left = box.x * zoom + x;
  const top = box.y * zoom + y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + box.width * zoom <= window.width &&
    top + box.height * zoom <= window.height
  );
}
