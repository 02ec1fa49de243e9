import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildClient } from '../../mcp-proxy/build.ts';
import { withPagePolicy } from './page-policy.ts';
import { runNode } from './run.ts';
import { buildPart, isStale, type Part } from './stale.ts';

export const WORKER_BUNDLE = 'dist/worker/index.js';
/** Among the dashboard's files, where the Worker serves it from. */
const SERVED_TARBALL = 'web/build/claude-monitor.tgz';
const BUILT_HEADERS = 'web/build/_headers';

const client: Part = {
  name: 'client',
  sources: [
    'package-lock.json',
    'protocol/src',
    'mcp-proxy/src',
    'mcp-proxy/build.ts',
    'mcp-proxy/declarations.ts',
    'mcp-proxy/package.json',
  ],
  output: 'mcp-proxy/dist/claude-monitor.tgz',
};

const dashboard: Part = {
  name: 'dashboard',
  sources: [
    'package-lock.json',
    'protocol/src',
    'web/src',
    'web/static',
    'web/vite',
    'web/package.json',
    'web/tsconfig.json',
    'web/vite.config.ts',
    'scripts/build/page-policy.ts',
  ],
  output: 'web/build/index.html',
};

const worker: Part = {
  name: 'worker',
  sources: [
    'package-lock.json',
    'wrangler.toml',
    'scripts/build/price-list.mjs',
    'protocol/src',
    'fold/src',
    'receivers/src',
    'drizzle',
    'worker/src',
  ],
  output: WORKER_BUNDLE,
};

/** Wrangler sends no usage metrics and asks for no login. */
const WRANGLER_ENV = { WRANGLER_SEND_METRICS: 'false', CI: 'true' };

export async function buildStale(root: string, report: (part: string) => void): Promise<void> {
  const steps: [Part, () => Promise<void>][] = [
    [client, async () => void (await buildClient())],
    [dashboard, () => buildDashboard(root)],
    [worker, async () => void (await bundleWorker(root))],
  ];
  for (const [part, build] of steps) {
    if (!isStale(root, part)) continue;
    report(part.name);
    await buildPart(root, part, build);
  }
  // Last, always: the dashboard's build empties its folder.
  copyFileSync(join(root, client.output), join(root, SERVED_TARBALL));
}

async function buildDashboard(root: string): Promise<void> {
  await runNode({
    script: join(root, 'node_modules/vite/bin/vite.js'),
    args: ['build', '--logLevel=warn'],
    cwd: join(root, 'web'),
    quiet: true,
  });
  const page = readFileSync(join(root, dashboard.output), 'utf8');
  const headers = join(root, BUILT_HEADERS);
  writeFileSync(headers, withPagePolicy(readFileSync(headers, 'utf8'), page));
}

/** Writes the very bundle that a deploy would upload; what wrangler says of it. */
export async function bundleWorker(root: string): Promise<string> {
  mkdirSync(join(root, 'web/build'), { recursive: true });
  return await runNode({
    script: join(root, 'node_modules/wrangler/bin/wrangler.js'),
    args: ['deploy', '--dry-run', '--outdir', 'dist/worker'],
    cwd: root,
    env: WRANGLER_ENV,
    quiet: true,
  });
}
