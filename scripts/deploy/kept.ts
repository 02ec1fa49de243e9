import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LOCATIONS } from '../../worker/src/domain/location.ts';
import { deployFaults } from './faults.ts';
import { reasonOf } from './fault.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

const workspaceKeysSchema = z.object({
  adminKey: z.string(),
  ingestKey: z.string(),
  readKey: z.string(),
});

const keptSchema = z.object({
  deploySecret: z.string().min(16),
  /** Newest first; their keys still pass. */
  formerSecrets: z.array(z.string()),
  location: z.enum(LOCATIONS).nullable(),
  database: z.object({ url: z.string(), token: z.string() }).nullable(),
  /** Digest of the secrets that the Worker was last given; null before the first deploy. */
  secretsDigest: z.string().nullable(),
  workspaces: z.record(z.string(), workspaceKeysSchema),
});

/** What must be known again at the next deploy: its secrets, and the choices that are made once. */
export type Kept = z.infer<typeof keptSchema>;
export type WorkspaceKeys = z.infer<typeof workspaceKeysSchema>;

/** The file of one deployment, readable by its owner alone. */
export class KeptFile {
  readonly folder: string;
  readonly path: string;
  readonly #secretsPath: string;

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.path = join(folder, `${name}.json`);
    this.#secretsPath = join(folder, `${name}.secrets.json`);
  }

  /** Null when there is none; a file that cannot be read is a fault, for it holds the deploy secret. */
  read(): Kept | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw deployFaults.stateUnreadable(this.path, reasonOf(error));
    }
    try {
      return keptSchema.parse(JSON.parse(text));
    } catch {
      throw deployFaults.stateUnreadable(this.path, 'it is not what a deploy wrote');
    }
  }

  /** Replaces it as a whole, so that a crash leaves the old one. */
  write(kept: Kept): void {
    const next = `${this.path}.next`;
    try {
      this.#writePrivate(next, kept);
      renameSync(next, this.path);
    } catch (error) {
      throw deployFaults.stateUnreadable(this.path, reasonOf(error));
    }
  }

  /** A file for wrangler to read secrets from; whoever asks for it removes it. */
  writeSecrets(secrets: Record<string, string>): string {
    this.#writePrivate(this.#secretsPath, secrets);
    return this.#secretsPath;
  }

  #writePrivate(path: string, value: unknown): void {
    mkdirSync(this.folder, { recursive: true, mode: PRIVATE_FOLDER });
    chmodSync(this.folder, PRIVATE_FOLDER);
    writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`, { mode: PRIVATE_FILE });
    // The mode above is of a new file only.
    chmodSync(path, PRIVATE_FILE);
  }
}
