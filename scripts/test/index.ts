import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildStale, bundleWorker } from '../build/parts.ts';
import { runNode } from '../build/run.ts';
import { auditShipped } from './audit/audit.ts';
import { bundleSizeOf } from './bundle-size.ts';
import { findOrInstallChromium } from './chromium.ts';
import { findOrFetchProxies } from './proxies.ts';
import { verdictOf } from './results.ts';
import { step, StepFailed } from './step.ts';
import { checkTypes } from '../types.ts';

/**
 * `npm test`: everything that has to hold, the cheapest first. With arguments
 * (`npm test -- worker`) only Vitest runs, with them.
 */
const ROOT = join(import.meta.dirname, '../..');
const RESULTS = join(ROOT, 'tests/.work/results.json');

// The process that handed over was killed: this group, with all its children, goes too.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.channel?.unref();

const args = process.argv.slice(2);
try {
  if (args.length === 0) await testAll();
  else await vitest(args);
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function testAll(): Promise<void> {
  const startedAt = Date.now();
  const chromium = await step('Browser', () => Promise.resolve(findOrInstallChromium()));
  const { nginx, caddy } = await step('Proxies', () => Promise.resolve(findOrFetchProxies()));
  await step('Build', () => buildStale(ROOT, report));
  // Side by side: each half keeps one core busy, for about as long as the other.
  await Promise.all([
    step('Lint', () => tool('eslint/bin/eslint.js', ['--max-warnings=0', '.'])),
    step('Format', () =>
      tool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
    ).then(() => step('Types', () => checkTypes(ROOT))),
  ]);
  await step('Bundle', async () => {
    const { kib, gzipKib } = bundleSizeOf(await bundleWorker(ROOT));
    console.log(`  the Worker: ${String(kib)} KiB, gzip ${String(gzipKib)} KiB`);
  });
  const audit = await step('Audit', () => auditShipped(ROOT, report));
  const line = await step('Tests', () =>
    vitest([], { CHROMIUM_PATH: chromium, NGINX_PATH: nginx, CADDY_PATH: caddy }),
  );
  console.log(`\nAll in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.\n${audit}\n${line}`);
}

function report(line: string): void {
  console.log(`  ${line}`);
}

async function vitest(filters: string[], env: Record<string, string> = {}): Promise<string> {
  rmSync(RESULTS, { force: true });
  mkdirSync(dirname(RESULTS), { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  let failure: unknown = null;
  await tool('vitest/vitest.mjs', ['run', ...reporters, ...filters], env).catch(
    (error: unknown) => {
      failure = error;
    },
  );
  const { line, fault } = verdictOf(JSON.parse(readFileSync(RESULTS, 'utf8')));
  if (fault === null && failure === null) return line;
  throw new StepFailed(`${fault ?? 'errors outside of tests'}\n${line}`);
}

async function tool(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  await runNode({ script: join(ROOT, 'node_modules', script), args, cwd: ROOT, env });
}
