import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults, StartFault } from './fault.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const SECRET_BYTES = 32;

/** Where `npm start` keeps what must outlive it. */
export type DataFolder = {
  path: string;
  libsql: string;
  state: string;
  lock: string;
  localJson: string;
  /** Holds where the embedded database listens. */
  databaseUrl: string;
};

/** Makes the folder, readable by its owner alone, and proves that it can be written. */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
    chmodSync(path, PRIVATE_FOLDER);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new StartFault(faults.folderNotWritable(path, errorCode(error)), { cause: error });
  }
  return {
    path,
    libsql: join(path, 'libsql'),
    state: join(path, 'state'),
    lock: join(path, 'lock'),
    localJson: join(path, 'local.json'),
    databaseUrl: join(path, 'database-url'),
  };
}

/** The secret that signs this installation's keys: made once, then always the same. */
export function deploySecret(folder: DataFolder): string {
  const path = join(folder.path, 'deploy-secret');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw new StartFault(faults.folderNotWritable(path, errorCode(error)), { cause: error });
    }
  }
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  writePrivateFile(path, secret);
  return secret;
}

export function writePrivateFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: PRIVATE_FILE });
    chmodSync(path, PRIVATE_FILE);
  } catch (error) {
    throw new StartFault(faults.folderNotWritable(path, errorCode(error)), { cause: error });
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
