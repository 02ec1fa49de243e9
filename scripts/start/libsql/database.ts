import { existsSync } from 'node:fs';
import { migrate } from '../../../drizzle/migrate.ts';
import { freePort, sqldBinary } from './sqld.ts';
import { compactLibsql, isWorthCompacting } from './compact.ts';
import { writePrivateFile, type DataFolder } from '../data-folder.ts';
import { faults, StartFault } from '../fault.ts';
import { LibsqlServer } from './libsql-server.ts';
import {
  copyAside,
  isNewer,
  lastAppliedAt,
  pendingMigrations,
  readJournal,
  type Journal,
} from './migration.ts';
import type { Settings } from '../settings.ts';

export type Database = { url: string; token: string; close(): Promise<void> };

type Deps = { root: string; report: (line: string) => void };

/** The database that the settings name: the embedded libSQL server, or one elsewhere. */
export async function openDatabase(
  settings: Settings,
  folder: DataFolder,
  deps: Deps,
): Promise<Database> {
  if (settings.remote === null) return await openEmbedded(folder, deps);
  const { url, token } = settings.remote;
  const reach = () => lastAppliedAt(url, token);
  const applied = await orFault(reach, () => faults.databaseUnreachable(url));
  refuseNewer(readJournal(deps.root), applied);
  await orFault(() => migrate(url, token), faults.migrationFailed);
  return { url, token, close: () => Promise.resolve() };
}

async function openEmbedded(folder: DataFolder, { root, report }: Deps): Promise<Database> {
  const binary = sqldBinary();
  if (binary === null) {
    throw new StartFault(faults.noLibsqlBinary(`${process.platform}-${process.arch}`));
  }
  const isNew = !existsSync(folder.libsql);
  const hasFreeSpace = !isNew && isCompactingWorthIt(folder.libsql);
  const start = async () =>
    await LibsqlServer.start({ binary, folder: folder.libsql, port: await freePort(), report });

  let server = await start();
  try {
    const applied = await lastAppliedAt(server.url, '');
    const journal = readJournal(root);
    refuseNewer(journal, applied);
    const pending = pendingMigrations(journal, applied);
    const isCopied = pending.length > 0 && !isNew;
    if (isCopied || hasFreeSpace) {
      await server.close();
      if (hasFreeSpace) reclaimSpace(folder.libsql, report);
      if (isCopied) {
        const copy = copyAside(folder.libsql, new Date());
        report(`The data is copied to ${copy} before ${pending.join(', ')}.`);
      }
      server = await start();
    }
    const { url } = server;
    if (pending.length > 0) await orFault(() => migrate(url), faults.migrationFailed);
  } catch (error) {
    await server.close();
    throw error;
  }
  server.keepAlive();
  // For `npm run verify`; the port stays the same as long as this process lives.
  writePrivateFile(folder.databaseUrl, server.url);
  return { url: server.url, token: '', close: () => server.close() };
}

function refuseNewer(journal: Journal, applied: number | null): void {
  if (isNewer(journal, applied)) throw new StartFault(faults.newerDatabase());
}

/** What is not readable is for the server to say. */
function isCompactingWorthIt(libsql: string): boolean {
  try {
    return isWorthCompacting(libsql);
  } catch {
    return false;
  }
}

/** A full disk or an unreadable file is for the server to say: space can be given back another day. */
function reclaimSpace(libsql: string, report: Deps['report']): void {
  try {
    const { before, after } = compactLibsql(libsql);
    report(`The database gave back ${((before - after) / 1e6).toFixed(0)} MB of what was deleted.`);
  } catch (error) {
    report(
      `The database was not compacted: ${error instanceof Error ? error.message : 'unknown'}.`,
    );
  }
}

async function orFault<Value>(
  act: () => Promise<Value>,
  sentence: (reason: string) => string,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFault(sentence(reason), { cause: error });
  }
}
