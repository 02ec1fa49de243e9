import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_STATUS, ITEM_ERROR_CODES } from '@claude-monitor/protocol';
import { anchorsOf, linksOf, listFiles, readPages, ROOT } from './read-docs.ts';

/** A source by its name, or by as much of its path as it takes. */
const SOURCE_NAME = /`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs|svelte|toml))`/g;

/** A block of code, and the last file named before it. */
const QUOTE = /`([\w./-]+\.ts)`[^`]*:\n\n```ts\n([\s\S]*?)```/g;

const linesOf = (code: string): string[] =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const files = listFiles();
const pages = readPages();
const anchors = new Map(pages.map((page) => [page.path, anchorsOf(page)]));
const page = (path: string) => pages.find((found) => found.path === path)?.text ?? '';

describe('the documentation', () => {
  test('links to files and headings that are there', () => {
    const links = pages.flatMap(linksOf);
    expect(links.length).toBeGreaterThan(100);
    const broken = links.filter(({ file, anchor }) => {
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== null && anchors.get(file)?.has(anchor) !== true;
    });
    expect(broken).toEqual([]);
  });

  test('is indexed: every page of docs/ is linked from docs/README.md', () => {
    const index = linksOf({ path: 'docs/README.md', text: page('docs/README.md') });
    const linked = new Set(index.map(({ file }) => file));
    const missing = pages
      .map(({ path }) => path)
      .filter((path) => path.startsWith('docs/') && path !== 'docs/README.md' && !linked.has(path));
    expect(missing).toEqual([]);
  });

  test('names source files that are there', () => {
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(SOURCE_NAME)].map(([, name = '']) => ({ path, name })),
    );
    expect(named.length).toBeGreaterThan(100);
    const missing = named.filter(
      ({ name }) => !files.some((file) => file === name || file.endsWith(`/${name}`)),
    );
    expect(missing).toEqual([]);
  });

  test('quotes code that is there, line by line, from the file named before it', () => {
    const quotes = [...page('AGENTS.md').matchAll(QUOTE)];
    expect(quotes.length).toBeGreaterThan(8);
    const missing = quotes.flatMap(([, file = '', code = '']) => {
      const lines = linesOf(readFileSync(join(ROOT, file), 'utf8'));
      return linesOf(code)
        .filter((line) => !lines.includes(line))
        .map((line) => `${file}: ${line}`);
    });
    expect(missing).toEqual([]);
  });

  test('tells every error code of the API, and none that there is not', () => {
    const text = page('docs/API.md');
    const listed = (heading: string) =>
      (
        text
          .split(heading)[1]
          ?.split('\n## ')[0]
          ?.match(/^\| .*$/gm) ?? []
      ).flatMap((row) =>
        [
          ...row.matchAll(
            /`([a-z0-9]+_[a-z0-9_]+|unauthorized|forbidden|conflict|internal|unavailable|deleted)`/g,
          ),
        ].map(([, code = '']) => code),
      );
    expect(new Set(listed('## Errors\n'))).toEqual(new Set(Object.keys(ERROR_STATUS)));
    const items: readonly string[] = ITEM_ERROR_CODES;
    const unknown = listed('### Item codes\n').filter((code) => !items.includes(code));
    expect(unknown).toEqual([]);
  });
});
