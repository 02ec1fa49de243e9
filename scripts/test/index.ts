import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
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
const RESULTS = join(ROOT, 'tests/.work/results');

/**
 * Projects of tests by the run of Vitest that they are in: it runs one project after another, and those of one
 * database keep one core busy. What is in the last has the machine to itself.
 */
const SIDE_BY_SIDE = [['worker'], ['store', 'unit']];
const AFTERWARDS = ['whole', 'alone'];

// The process that handed over was killed: this group, with all its children, goes too.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
process.channel?.unref();

const args = process.argv.slice(2);
try {
  if (args.length === 0) await testAll();
  else closing([await vitest(args, { name: 'some' })]);
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
  const env = { CHROMIUM_PATH: chromium, NGINX_PATH: nginx, CADDY_PATH: caddy };
  const run = (projects: readonly string[]): Promise<unknown> =>
    vitest(
      projects.map((project) => `--project=${project}`),
      { name: projects.join('-'), env },
    );
  const line = await step('Tests', async () =>
    closing([...(await Promise.all(SIDE_BY_SIDE.map(run))), await run(AFTERWARDS)]),
  );
  console.log(`\nAll in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.\n${audit}\n${line}`);
}

function report(line: string): void {
  console.log(`  ${line}`);
}

/** What a run of Vitest reports; one that failed is judged by its report. */
async function vitest(
  args: readonly string[],
  { name, env = {} }: { name: string; env?: Record<string, string> },
): Promise<unknown> {
  const report = join(RESULTS, `${name}.json`);
  rmSync(report, { force: true });
  mkdirSync(RESULTS, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const failure = await tool('vitest/vitest.mjs', ['run', ...reporters, ...args], env).then(
    () => null,
    (error: unknown) => error,
  );
  if (!existsSync(report)) throw new StepFailed(`${name}: no report`, { cause: failure });
  return { ...reportOf(report), hasFailed: failure !== null };
}

/** Throws where anything is wrong with one of them. */
function closing(reports: readonly unknown[]): string {
  const { line, fault } = verdictOf(reports);
  if (fault === null) return line;
  throw new StepFailed(`${fault}\n${line}`);
}

function reportOf(path: string): object {
  return z.looseObject({}).parse(JSON.parse(readFileSync(path, 'utf8')));
}

async function tool(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<void> {
  await runNode({ script: join(ROOT, 'node_modules', script), args, cwd: ROOT, env });
}
