import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildStale, WORKER_BUNDLE } from '../../../scripts/build/parts.ts';
import { startFromParts, type PartsMonitor } from './parts-monitor.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** The runtime takes modules from below the folder it is started in only. */
const WORK = join(ROOT, 'tests/.work');
const ENTRY = join(ROOT, 'bench/runtime/ahead-entry.js');

/** The same Worker by a clock that is so far ahead. */
export async function startAhead(dataFolder: string, aheadMs: number): Promise<PartsMonitor> {
  const bundle = await bundleAhead();
  const monitor = await startFromParts(dataFolder, {
    bundle: bundle.path,
    bindings: { AHEAD_MS: String(aheadMs) },
  });
  return {
    ...monitor,
    stop: async () => {
      await monitor.stop();
      bundle.remove();
    },
  };
}

/** The bundle of `npm start` inside an entry that moves its clock. */
async function bundleAhead(): Promise<{ path: string; remove: () => void }> {
  await buildStale(ROOT, () => undefined);
  mkdirSync(WORK, { recursive: true });
  const folder = mkdtempSync(join(WORK, 'ahead-'));
  copyFileSync(ENTRY, join(folder, 'entry.js'));
  copyFileSync(join(ROOT, WORKER_BUNDLE), join(folder, 'worker.js'));
  const path = join(folder, 'ahead.js');
  await build({
    entryPoints: [join(folder, 'entry.js')],
    outfile: path,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'warning',
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
