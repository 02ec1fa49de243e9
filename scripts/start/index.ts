import { join } from 'node:path';
import { buildStale, WORKER_BUNDLE } from '../build/parts.ts';
import { CommandFailed } from '../build/run.ts';
import { announcement } from './announce.ts';
import { Closing } from './closing.ts';
import { deploySecret, openDataFolder, writePrivateFile } from './data-folder.ts';
import { openDatabase } from './libsql/database.ts';
import { faults, StartFault } from './fault.ts';
import { forgetDeleted } from './libsql/forget-deleted.ts';
import { localOf, readLocal, type Local } from './local-json.ts';
import { takeLock } from './lock.ts';
import { relayIpv6 } from './network/ipv6.ts';
import { claimPort } from './network/port.ts';
import { provision } from './provision.ts';
import { parseSettings } from './settings.ts';
import { LocalWorker } from './worker.ts';

/** `npm start`: everything that Claude Monitor needs, on this machine, until a signal ends it. */
const ROOT = join(import.meta.dirname, '../..');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const closing = new Closing();

stopOnSignals();
try {
  const { local, publicUrl } = await start();
  console.log(announcement(local, publicUrl));
} catch (error) {
  await closing.close();
  process.stderr.write(error instanceof StartFault ? `\n${error.message}\n` : `${String(error)}\n`);
  process.exit(1);
}

async function start(): Promise<{ local: Local; publicUrl: string | null }> {
  const settings = parseSettings(process.env, ROOT);
  const { port, publicUrl } = settings;
  const folder = openDataFolder(settings.dataFolder);
  const release = takeLock(folder.lock, folder.path);
  closing.add(release);
  process.on('exit', release);
  const hasIpv6 = await claimPort(port);

  await build();
  forgetDeleted(folder, step);
  step(settings.remote === null ? 'Starting libSQL …' : 'Reaching the database …');
  const database = await openDatabase(settings, folder, { root: ROOT, report: step });
  closing.add(() => database.close());

  step('Starting the Worker …');
  const secret = deploySecret(folder);
  const worker = await LocalWorker.start({
    root: ROOT,
    bundle: join(ROOT, WORKER_BUNDLE),
    port,
    stateFolder: folder.state,
    bindings: {
      TURSO_DATABASE_URL: database.url,
      TURSO_AUTH_TOKEN: database.token,
      DEPLOY_SECRET: secret,
      ALERTS_ALLOW_LOCAL: settings.alertsAllowLocal ? '1' : '',
      ALLOWED_HOSTS: ['127.0.0.1', 'localhost', '[::1]']
        .map((host) => `${host}:${String(port)}`)
        .join(','),
      PUBLIC_URL: publicUrl ?? '',
      PLAIN_HTTP: '1',
    },
    alertsAllowLocal: settings.alertsAllowLocal,
    report: step,
  });
  closing.add(() => worker.close());
  if (hasIpv6) {
    const relay = await relayIpv6(port);
    closing.add(relay);
  }
  // Miniflare's own listeners end the process at once, with everything else still running.
  stopOnSignals();

  const url = `http://127.0.0.1:${String(port)}`;
  const earlier = readLocal(folder.localJson);
  const local = localOf(url, await provision({ url, deploySecret: secret, earlier, report: step }));
  writePrivateFile(folder.localJson, `${JSON.stringify(local, null, 2)}\n`);
  worker.fireCrons(step);
  return { local, publicUrl };
}

async function build(): Promise<void> {
  let current = 'project';
  try {
    await buildStale(ROOT, (part) => {
      current = part;
      step(`Building the ${part} …`);
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) process.stderr.write(`${String(error)}\n`);
    throw new StartFault(faults.buildFailed(current), { cause: error });
  }
}

function stopOnSignals(): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, stop);
  }
  // The process that handed over was killed outright.
  process.removeAllListeners('disconnect');
  process.on('disconnect', stop);
}

function stop(): void {
  void closing.close().then(() => process.exit(0));
}

function step(line: string): void {
  console.log(line);
}
