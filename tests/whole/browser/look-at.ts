import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How a page is looked at: each must be readable. */
type Look = {
  name: string;
  viewport: { width: number; height: number };
  colorScheme: 'light' | 'dark';
};

export const LOOKS: readonly Look[] = [
  { name: 'wide, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'wide, dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
];

/** Opens a page of its own in this look, and takes it away again. */
export async function lookAt(
  browser: Browser,
  { viewport, colorScheme }: Look,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme });
  try {
    await look(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Nothing serious for axe, and nothing to scroll sideways for. */
export async function expectReadable(page: Page): Promise<void> {
  // The page's policy forbids injected script tags; evaluate goes through the debugger.
  await page.evaluate(axeSource());
  expect(await page.evaluate(seriousFaults)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
}

function axeSource(): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
}

/** Runs in the page, where axe has put itself on the window. */
async function seriousFaults(): Promise<string[]> {
  const { violations } = await window.axe.run();
  return violations
    .filter((item) => item.impact === 'serious' || item.impact === 'critical')
    .map((item) => `${item.id}: ${item.nodes.map((node) => node.html).join(' | ')}`);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
