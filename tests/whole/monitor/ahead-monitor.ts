import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildStale, WORKER_BUNDLE } from '../../../scripts/build/parts.ts';
import { freePort } from '../../../scripts/start/libsql/sqld.ts';
import { deploySecret, openDataFolder } from '../../../scripts/start/data-folder.ts';
import { openDatabase } from '../../../scripts/start/libsql/database.ts';
import { localOf, readLocal } from '../../../scripts/start/local-json.ts';
import { provision } from '../../../scripts/start/provision.ts';
import { parseSettings } from '../../../scripts/start/settings.ts';
import { LocalWorker } from '../../../scripts/start/worker.ts';
import { childrenOf, type Monitor } from './monitor.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** The runtime takes modules from below the folder it is started in only. */
const WORK = join(ROOT, 'tests/.work');
const ENTRY = join(ROOT, 'bench/runtime/ahead-entry.js');

export type AheadMonitor = Pick<
  Monitor,
  'url' | 'ingestKey' | 'readKey' | 'adminKey' | 'dataFolder' | 'pidsOf'
> & { stop: () => Promise<void> };

/**
 * What `npm start` starts, from its own parts, on a data folder that is there: the same libSQL server, and
 * the same Worker by a clock that is so far ahead.
 */
export async function startAhead(dataFolder: string, aheadMs: number): Promise<AheadMonitor> {
  const settings = parseSettings({ CLAUDE_MONITOR_DATA: dataFolder }, ROOT);
  const folder = openDataFolder(settings.dataFolder);
  const report = (): void => undefined;
  const database = await openDatabase(settings, folder, { root: ROOT, report });
  const port = await freePort();
  const bundle = await bundleAhead();
  const secret = deploySecret(folder);
  const worker = await LocalWorker.start({
    root: ROOT,
    bundle: bundle.path,
    port,
    stateFolder: folder.state,
    bindings: {
      TURSO_DATABASE_URL: database.url,
      TURSO_AUTH_TOKEN: '',
      DEPLOY_SECRET: secret,
      ALERTS_ALLOW_LOCAL: '',
      ALLOWED_HOSTS: `127.0.0.1:${String(port)}`,
      AHEAD_MS: String(aheadMs),
    },
    alertsAllowLocal: false,
    report,
  });
  const url = `http://127.0.0.1:${String(port)}`;
  const earlier = readLocal(folder.localJson);
  const keys = localOf(url, await provision({ url, deploySecret: secret, earlier }));
  return {
    ...keys,
    dataFolder,
    pidsOf: (program) => childrenOf(process.pid, program),
    stop: async () => {
      await worker.close();
      await database.close();
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
