import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const IMPORT = /import \* as (\w+) from '(\.{1,2}\/[^']*texts\.ts)';/g;
const FUNCTION = /^export const (\w+) = (\(([^)]*)\): string =>\s+`(?:[^`\\]|\\.)*`);$/gm;
const DECLARED = /^(?:export )?(?:const|type|function) (\w+)/gm;
const CONSTANT = /^export const (\w+) =\s+('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*");$/gm;

/**
 * Writes the texts of `texts.ts` modules into the places that show them, as if they stood there. Otherwise
 * Svelte takes each for something that may change: code that sets it instead of a word in a template, which
 * made pages some 5% larger.
 */
export const inlineTexts = (): Plugin => ({
  name: 'inline-texts',
  apply: 'build',
  // Before Svelte compiles the templates.
  enforce: 'pre',
  transform(code, id) {
    const [path = ''] = id.split('?');
    if (!/\.(svelte|ts)$/.test(path) || !code.includes('texts.ts')) return null;
    const read = (address: string): string => {
      const file = join(dirname(path), address);
      this.addWatchFile(file);
      return readFileSync(file, 'utf8');
    };
    return { code: withTexts(code, read, { isMarkup: path.endsWith('.svelte') }), map: null };
  },
});

/**
 * The code with each text in place of its name, but for those that are made of other texts. In markup a text
 * becomes part of the template, since Svelte sets even a literal in braces by code.
 */
export function withTexts(
  code: string,
  read: (address: string) => string,
  { isMarkup = false } = {},
): string {
  let inlined = code;
  for (const [, alias = '', address = ''] of code.matchAll(IMPORT)) {
    const source = read(address);
    const texts = new Map(
      [...source.matchAll(CONSTANT)].map(([, name = '', literal = '']) => [name, literal]),
    );
    const replace = (pattern: RegExp, write: (literal: string) => string): void => {
      inlined = inlined.replace(pattern, (whole: string, name: string) => {
        const literal = texts.get(name);
        return literal === undefined ? whole : write(literal);
      });
    };
    if (isMarkup) {
      replace(new RegExp(`(?<==)\\{${alias}\\.(\\w+)\\}`, 'g'), (text) => `"${escaped(text)}"`);
      replace(new RegExp(`(?<![=\\w$])\\{${alias}\\.(\\w+)\\}`, 'g'), escaped);
    }
    const calls = functionsOf(source);
    replace(new RegExp(`(?<![\\w.$])${alias}\\.(\\w+)`, 'g'), (literal) => literal);
    inlined = inlined.replace(
      new RegExp(`(?<![\\w.$])${alias}\\.(\\w+)(?=\\()`, 'g'),
      (whole, name: string) => calls.get(name) ?? whole,
    );
  }
  return inlined;
}

/** Texts that are made of nothing but what they are given. */
function functionsOf(source: string): ReadonlyMap<string, string> {
  const declared = [...source.matchAll(DECLARED)].map(([, name = '']) => name);
  const functions = new Map<string, string>();
  for (const [, name = '', code = '', parameters = ''] of source.matchAll(FUNCTION)) {
    const given = new Set(parameters.split(',').map((one) => one.split(':')[0]?.trim()));
    const words = new Set(code.match(/\w+/g));
    const isAlone = declared.every((other) => given.has(other) || !words.has(other));
    if (isAlone && !/\w\(/.test(code.replaceAll('String(', ''))) functions.set(name, `(${code})`);
  }
  return functions;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '{': '&#123;',
};

/** A literal as markup says it. */
const escaped = (literal: string): string =>
  literal
    .slice(1, -1)
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/[&<"{]/g, (sign) => ENTITIES[sign] ?? sign);
