import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const RULE = /\b(?:ING|HUB|FLD|STO|USE|TSK|SHR|PRX|WHO)\d+\b/g;

/** In the title of a test: its first words, or after another rule. */
const TITLE = /['`](?:\[[A-Z]{3}\d+\] ?)+/;

const defined = new Set(
  [...readFileSync(join(ROOT, 'docs/SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]{3}\d+)\*\* /gm)].map(
    ([, id]) => id,
  ),
);

/** Files of the repository that name a rule, with the lines that do. */
function linesWithRules(): { file: string; line: string }[] {
  const found = execFileSync('git', ['grep', '-IE', '(ING|HUB|FLD|STO|USE|TSK|SHR|PRX|WHO)[0-9]'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return found.split('\n').flatMap((text) => {
    const [, file, line] = /^(.*?\.(?:ts|svelte|md|js|mjs)):(.*)$/.exec(text) ?? [];
    return file === undefined || line === undefined ? [] : [{ file, line }];
  });
}

const lines = linesWithRules();

test('every rule that code, tests or documents cite is defined in docs/SPEC.md', () => {
  const cited = lines.flatMap(({ file, line }) =>
    [...line.matchAll(RULE)].map(([id]) => ({ id, file })),
  );
  expect(cited.length).toBeGreaterThan(defined.size);
  expect(cited.filter(({ id }) => !defined.has(id))).toEqual([]);
});

test('every rule of docs/SPEC.md is cited by the title of a test', () => {
  const cited = new Set(
    lines
      .filter(
        ({ file, line }) => /\.test\.ts$|^tests\/|\.fixture\.ts$/.test(file) && TITLE.test(line),
      )
      .flatMap(({ line }) => [...line.matchAll(RULE)].map(([id]) => id)),
  );
  expect([...defined].filter((id) => id !== undefined && !cited.has(id))).toEqual([]);
});
