import type { Page } from 'playwright-core';

type Wanted = { selectors: readonly string[]; text: string };

/** The time at which a frame was painted that shows all of these; begins to look at once. */
export function painted(page: Page, selectors: readonly string[]): Promise<number> {
  return page.evaluate(whenPainted, { selectors, text: '' });
}

/** The same of a text, wherever it stands. */
export function paintedText(page: Page, text: string): Promise<number> {
  return page.evaluate(whenPainted, { selectors: [], text });
}

/** The value below which this share of the times lies. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Infinity;
}

function whenPainted({ selectors, text }: Wanted): Promise<number> {
  return new Promise((resolve) => {
    const isThere = (): boolean =>
      selectors.every((selector) => document.querySelector(selector) !== null) &&
      document.body.textContent.includes(text);
    const afterPaint = (): void => {
      requestAnimationFrame(() => {
        setTimeout(() => {
          resolve(Date.now());
        }, 0);
      });
    };
    if (isThere()) {
      afterPaint();
      return;
    }
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      afterPaint();
    });
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}
