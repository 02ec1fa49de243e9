import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startMonitor } from '../whole/monitor/monitor.ts';

/** What the live page must have before it shows anything, by the manifest of the build. */
const WEB = join(dirname(fileURLToPath(import.meta.url)), '../../web/.svelte-kit');
const CLIENT = join(WEB, 'output/client');
const MOST_BYTES = 200 * 1_000;

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    src: z.string().optional(),
    imports: z.array(z.string()).default([]),
  }),
);

let manifest: z.output<typeof manifestSchema>;

beforeAll(async () => {
  // Starting builds what is stale.
  await (await startMonitor()).stop();
  const text = readFileSync(join(CLIENT, '.vite/manifest.json'), 'utf8');
  manifest = manifestSchema.parse(JSON.parse(text));
});

/** The entries, the layout, and the page of a route. */
function startOf(route: string): string[] {
  const found = Object.keys(manifest).filter((key) => {
    const { src = key } = manifest[key] ?? {};
    if (/\/kit\/src\/runtime\/client\/entry\.js$/.test(src)) return true;
    if (!src.includes('client-optimized/')) return false;
    if (src.endsWith('/app.js')) return true;
    const text = readFileSync(join(WEB, '..', src), 'utf8');
    return text.includes('routes/+layout.svelte') || text.includes(`routes${route}+page.svelte`);
  });
  expect(found).toHaveLength(4);
  return found;
}

function filesFrom(keys: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const next = [...keys];
  for (let key = next.pop(); key !== undefined; key = next.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    next.push(...(manifest[key]?.imports ?? []));
  }
  return new Set([...reached].flatMap((key) => manifest[key]?.file ?? []));
}

const zipped = (files: ReadonlySet<string>): number =>
  [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(CLIENT, file)), { level: 9 }).length,
    0,
  );

describe('the first load', () => {
  test('of the live page is at most 200 kB of JavaScript, gzipped', () => {
    const bytes = zipped(filesFrom(startOf('/')));
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });
});
