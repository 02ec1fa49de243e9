import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A page of the documentation; `path` is inside the repository. */
export type Page = { path: string; text: string };

/** Every file that git knows or would add, so that a new page is checked before its commit. */
export function listFiles(): string[] {
  const found = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  return found.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

export const readPages = (): Page[] =>
  listFiles()
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

export const blocksOf = ({ text }: Page, language: string): string[] =>
  [...text.matchAll(FENCE)].flatMap(([, indent = '', found, body = '']) =>
    found === language ? [body.replace(new RegExp(`^${indent}`, 'gm'), '')] : [],
  );

const prose = ({ text }: Page): string => text.replace(FENCE, '').replace(/`[^`\n]*`/g, '');

/** A link or image to a file of the repository: its file and anchor, as they are inside it. */
export type Link = { page: string; target: string; file: string; anchor: string | null };

export function linksOf(page: Page): Link[] {
  return [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor = null] = target.split('#');
    const file = path === '' ? page.path : normalize(join(dirname(page.path), path));
    return [{ page: page.path, target, file, anchor }];
  });
}

/** Anchors of a page's headings, as GitHub makes them; a repeated heading gets a number. */
export function anchorsOf({ text }: Page): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const base = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${String(n)}`;
    anchors.add(anchor);
  }
  return anchors;
}
