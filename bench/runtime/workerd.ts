import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { end, own } from '../children.ts';

/** A Worker for the bare runtime: modules by name (the first is the entry), objects, settings. */
type WorkerSpec = {
  name: string;
  modules: { name: string; path: string }[];
  /** Binding to class name; each stores in SQLite on disk. */
  objects: Record<string, string>;
  settings?: Record<string, string>;
  compatibilityDate: string;
  /** A port of loopback for its inspector; null: none. */
  inspectorPort?: number | null;
};

type RunningWorker = {
  port: number;
  pid: number;
  /** Where its objects are stored, one folder a class. */
  storage: string;
  close(): Promise<void>;
};

const listenSchema = z.object({ event: z.literal('listen'), port: z.number() });

/**
 * `workerd serve`: the runtime without the development server, whose proxies would be measured
 * instead. The port is the runtime's choice, reported over the control channel. Served again under the
 * same name, it finds what it had stored.
 */
export async function serve(spec: WorkerSpec, workFolder: string): Promise<RunningWorker> {
  const folder = join(workFolder, spec.name);
  const storage = join(folder, 'storage');
  mkdirSync(storage, { recursive: true });
  // The configuration takes in only what lies beside it.
  for (const { name, path } of spec.modules) copyFileSync(path, join(folder, name));
  const configPath = join(folder, 'config.capnp');
  writeFileSync(configPath, configOf(spec, storage));
  // For a profile: BENCH_INSPECT=9229 and a debugger that speaks the inspector's protocol.
  const inspect = spec.inspectorPort ?? process.env['BENCH_INSPECT'];
  const inspector = inspect === undefined ? [] : [`--inspector-addr=127.0.0.1:${String(inspect)}`];
  const child = own(
    spawn(
      binary(),
      ['serve', '--control-fd=3', '--socket-addr=http=127.0.0.1:0', ...inspector, configPath],
      { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] },
    ),
  );
  const control = child.stdio[3];
  if (!(control instanceof Readable)) throw new Error('workerd has no control channel');
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`workerd (${spec.name}) ended with code ${String(code)}`));
    });
    createInterface({ input: control }).on('line', (line) => {
      const message = listenSchema.safeParse(JSON.parse(line));
      if (message.success) resolve(message.data.port);
    });
  });
  return { port, pid: child.pid ?? 0, storage, close: () => end(child) };
}

/** The runtime's own binary; the one in `.bin` is a script around it. */
function binary(): string {
  const workerd: unknown = createRequire(import.meta.url)('workerd');
  return z.object({ default: z.string() }).parse(workerd).default;
}

/** The runtime's configuration; a JSON string is a Cap'n Proto string too. */
function configOf(spec: WorkerSpec, storage: string): string {
  const text = (value: string): string => JSON.stringify(value);
  const modules = spec.modules.map(
    ({ name }) => `(name = ${text(name)}, esModule = embed ${text(name)})`,
  );
  const bindings = [
    ...Object.entries(spec.objects).map(
      ([name, className]) => `(name = ${text(name)}, durableObjectNamespace = ${text(className)})`,
    ),
    ...Object.entries(spec.settings ?? {}).map(
      ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
    ),
  ];
  const objects = Object.values(spec.objects).map(
    (className) =>
      `(className = ${text(className)}, uniqueKey = ${text(className)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "storage", disk = (path = ${text(storage)}, writable = true)),
    (name = "network", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = ${text(spec.compatibilityDate)},
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${bindings.join(', ')}],
  durableObjectNamespaces = [${objects.join(', ')}],
  durableObjectStorage = (localDisk = "storage"),
  globalOutbound = "network",
);
`;
}
