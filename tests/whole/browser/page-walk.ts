import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const ROUTES = join(import.meta.dirname, '../../../web/src/routes');

/** Views of a route that are pages of their own. */
const VIEWS = ['/?view=wall', '/tasks?view=archive', '/agents?view=compare'] as const;

/** What stands in an address for one thing. */
export type Things = { session: string; task: string; report: string };

/** The address of every page that the dashboard has, so that a new one is walked too. */
export function everyPath({ session, task, report }: Things): string[] {
  const routes = globSync('**/+page.svelte', { cwd: ROUTES }).map((file) =>
    `/${dirname(file)}`
      .replace(/^\/\.$/, '/')
      .replace(/^\/tasks\/\[\w+\]/, `/tasks/${task}`)
      .replace(/^\/reports\/\[\w+\]/, `/reports/${report}`)
      .replace(/\[\w+\]/g, session),
  );
  return [...routes, ...VIEWS].sort();
}

/** Goes to a page as a click does, without loading the dashboard again. */
export async function goWithin(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement('a');
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForFunction((href) => location.pathname + location.search === href, path);
}

/** What no page may ever show, whatever happens: values that nobody worded, and what sticks out of the window. */
export async function blemishesOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const main = document.querySelector('main');
    const text = main?.innerText ?? '';
    const unworded = /.{0,40}\b(?:NaN|undefined|null|Invalid Date|\[object \w+\])\b.{0,40}/.exec(
      text,
    );
    if (unworded !== null) found.push(`shows “${unworded[0]}”`);
    if (text.trim() === '') found.push('shows nothing');
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth)
      found.push(`is ${String(scrollWidth - clientWidth)} px too wide`);
    return found;
  });
}
