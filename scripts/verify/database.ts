import { readFileSync } from 'node:fs';
import { isHealthy } from '../start/libsql/sqld.ts';
import { openDataFolder } from '../start/data-folder.ts';
import { StartFault } from '../start/fault.ts';
import type { Settings } from '../start/settings.ts';

/** Where the database is: the one that the environment names, else that of the running `npm start`. */
export async function databaseToVerify({
  remote,
  dataFolder,
}: Settings): Promise<{ url: string; token: string }> {
  if (remote !== null) return remote;
  const url = readIfThere(openDataFolder(dataFolder).databaseUrl);
  if (url !== null && (await isHealthy(url))) return { url, token: '' };
  throw new StartFault('The monitor isn’t running. Run npm start first.');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
