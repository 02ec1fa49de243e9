import type { Page } from 'playwright-core';

/** Times between frames, in whole milliseconds. */
type Frames = { p50: number; p95: number; count: number };

export async function framesWhile(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(startFrames);
  await act();
  const times = (await page.evaluate(endFrames)).sort((a, b) => a - b);
  const at = (share: number): number => Math.round(times[Math.ceil(share * times.length) - 1] ?? 0);
  return { p50: at(0.5), p95: at(0.95), count: times.length };
}

function startFrames(): void {
  const times: number[] = [];
  let before = performance.now();
  const next = (now: number): void => {
    times.push(now - before);
    before = now;
    window.framesCounted = { times, handle: requestAnimationFrame(next) };
  };
  window.framesCounted = { times, handle: requestAnimationFrame(next) };
}

function endFrames(): number[] {
  cancelAnimationFrame(window.framesCounted.handle);
  return window.framesCounted.times.slice(1);
}

declare global {
  interface Window {
    framesCounted: { times: number[]; handle: number };
  }
}
