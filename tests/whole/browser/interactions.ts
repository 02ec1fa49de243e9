import type { Page } from 'playwright-core';

/** What the browser itself measured: from each input to the frame that was painted after it, ms. */
export async function paintsAfter(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (/^(click|keydown|pointerup)$/.test(name)) times.push(duration);
      }
    });
    observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    window.paintsMeasured = { times, observer };
  });
  await act();
  return await page.evaluate(async () => {
    // Entries come after the frame that they tell of.
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { times, observer } = window.paintsMeasured;
    observer.disconnect();
    return times;
  });
}

export const rowsIn = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll('main [data-row]').length);

/** Bytes of the page's heap after a collection. */
export async function heapOf(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  await cdp.detach();
  return usedSize;
}

declare global {
  interface Window {
    paintsMeasured: { times: number[]; observer: PerformanceObserver };
  }
}
