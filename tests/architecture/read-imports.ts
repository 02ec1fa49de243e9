import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { dirname, join } from 'node:path/posix';
import type { Import } from './arrows.ts';
import type { SourceFile } from './files.ts';

/** `import x from 'y'`, `export * from 'y'`, `import 'y'` and `import('y')`. */
const SPECIFIER = /(?:\bfrom\s+|\bimport\s+|\bimport\()'([^'\n]+)'/g;
const IGNORED = /(^|\/)(node_modules|dist|build|\.svelte-kit|\.work|migrations)\//;

const ROOMS =
  '{protocol,fold,receivers,drizzle,worker,web,mcp-proxy,scripts,tests,bench,docs,examples}';

/** Paths of all files but generated ones, from the root. */
export function filesOf(root: string): string[] {
  return globSync(`${ROOMS}/**/*`, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !IGNORED.test(path))
    .sort();
}

export const readSources = (root: string): SourceFile[] =>
  filesOf(root)
    .filter((path) => /\.(ts|mjs|svelte)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

export function importsOf(file: SourceFile): Import[] {
  const matches = [...withoutComments(file.text).matchAll(SPECIFIER)];
  return matches.map(([, specifier = '']) => ({
    from: file.path,
    to: resolve(file.path, specifier),
  }));
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  if (specifier.startsWith('$lib')) return specifier.replace('$lib', 'web/src/lib');
  const ours = /^@claude-monitor\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  if (ours === null) return specifier;
  const [, room = '', file = 'index'] = ours;
  return room === 'drizzle' ? `drizzle/${file}.ts` : `${room}/src/${file}.ts`;
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
