import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** `file` (RULE), as docs/SECURITY.md names a proof; the rule is left out where there is none. */
const PROOF = /`([\w./-]+\.test\.ts)`(?: \(([A-Z]+\d+)\))?/g;

test('what docs/SECURITY.md names as proof is there, and says which rule it proves', () => {
  const page = readFileSync(join(ROOT, 'docs/SECURITY.md'), 'utf8');
  const proofs = [...page.matchAll(PROOF)].map(([, file = '', rule]) => ({ file, rule }));
  expect(proofs.length).toBeGreaterThan(15);
  const missing = proofs.filter(({ file, rule }) => {
    const path = join(ROOT, file);
    if (!existsSync(path)) return true;
    return rule !== undefined && !readFileSync(path, 'utf8').includes(`[${rule}]`);
  });
  expect(missing).toEqual([]);
});
