// Run by wrangler before it bundles the Worker: `[build]` in wrangler.toml.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutWords } from './price-list.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** `[alias]` in wrangler.toml has the Worker's bundle take it in place of the library. */
const OUTPUT = join(ROOT, 'dist/genai-prices/index.js');

const library = fileURLToPath(import.meta.resolve('@pydantic/genai-prices'));
mkdirSync(dirname(OUTPUT), { recursive: true });
writeFileSync(OUTPUT, withoutWords(readFileSync(library, 'utf8')));
