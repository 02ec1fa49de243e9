import { join } from 'node:path';
import { buildStale, WORKER_BUNDLE } from '../../../scripts/build/parts.ts';
import { freePort } from '../../../scripts/start/libsql/sqld.ts';
import { deploySecret, openDataFolder } from '../../../scripts/start/data-folder.ts';
import { openDatabase } from '../../../scripts/start/libsql/database.ts';
import { localOf, readLocal } from '../../../scripts/start/local-json.ts';
import { provision } from '../../../scripts/start/provision.ts';
import { parseSettings } from '../../../scripts/start/settings.ts';
import { LocalWorker, type WorkerOptions } from '../../../scripts/start/worker.ts';
import { childrenOf, type Monitor } from './monitor.ts';

const ROOT = join(import.meta.dirname, '../../..');

export type PartsMonitor = Pick<
  Monitor,
  'url' | 'ingestKey' | 'readKey' | 'adminKey' | 'dataFolder' | 'pidsOf'
> & { stop: () => Promise<void> };

type Parts = Pick<WorkerOptions, 'rate'> & {
  /** A bundle other than that of `npm start`. */
  bundle?: string;
  bindings?: Record<string, string>;
};

/** What `npm start` starts, from its own parts, on a data folder: its libSQL server and its runtime. */
export async function startFromParts(dataFolder: string, parts: Parts): Promise<PartsMonitor> {
  const settings = parseSettings({ CLAUDE_MONITOR_DATA: dataFolder }, ROOT);
  const folder = openDataFolder(settings.dataFolder);
  const report = (): void => undefined;
  await buildStale(ROOT, report);
  const database = await openDatabase(settings, folder, { root: ROOT, report });
  const port = await freePort();
  const secret = deploySecret(folder);
  const worker = await LocalWorker.start({
    root: ROOT,
    bundle: parts.bundle ?? join(ROOT, WORKER_BUNDLE),
    port,
    stateFolder: folder.state,
    bindings: {
      TURSO_DATABASE_URL: database.url,
      TURSO_AUTH_TOKEN: '',
      DEPLOY_SECRET: secret,
      ALERTS_ALLOW_LOCAL: '',
      ALLOWED_HOSTS: `127.0.0.1:${String(port)}`,
      ...parts.bindings,
    },
    alertsAllowLocal: false,
    ...(parts.rate === undefined ? {} : { rate: parts.rate }),
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
    },
  };
}
