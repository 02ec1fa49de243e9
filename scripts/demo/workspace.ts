import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { deleteData } from '../delete/delete-data.ts';
import { deploySecret, writePrivateFile, type DataFolder } from '../start/data-folder.ts';
import { localOf, localSchema, type Local } from '../start/local-json.ts';
import { provision } from '../start/provision.ts';
import type { Settings } from '../start/settings.ts';

/** After this the sample data has a gap up to today, and is made new. */
const FRESH_MS = 20 * 3_600_000;

const keptSchema = localSchema.extend({ loadedAt: z.number() });

type Deps = {
  folder: DataFolder;
  url: string;
  settings: Settings;
  report: (line: string) => void;
};

/**
 * The workspace of the sample data, whose keys `demo.json` keeps in the data folder. A workspace that was
 * emptied refuses everything older, so each load has a workspace of its own.
 */
export class DemoWorkspace {
  readonly #deps: Deps;
  readonly #file: string;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#file = join(deps.folder.path, 'demo.json');
  }

  /** The one that was loaded today; null: there is none, or it is too old and was removed. */
  async open(): Promise<Local | null> {
    const kept = this.#read();
    if (kept === null) return null;
    const { url } = this.#deps;
    if (Date.now() - kept.loadedAt < FRESH_MS && (await isAccepted(url, kept.readKey))) {
      return localOf(url, kept);
    }
    await this.remove();
    return null;
  }

  async create(): Promise<Local> {
    const { folder, url } = this.#deps;
    const workspace = `demo${Date.now().toString(36)}`;
    const secret = deploySecret(folder);
    return localOf(url, await provision({ url, deploySecret: secret, earlier: null, workspace }));
  }

  keep(local: Local): void {
    writePrivateFile(
      this.#file,
      `${JSON.stringify({ ...local, loadedAt: Date.now() }, null, 2)}\n`,
    );
  }

  /** Deletes all that was loaded; false: nothing was. */
  async remove(): Promise<boolean> {
    const kept = this.#read();
    if (kept === null) return false;
    const { url, settings, report } = this.#deps;
    if (await isAccepted(url, kept.readKey)) {
      const env = { CLAUDE_MONITOR_URL: url, CLAUDE_MONITOR_KEY: kept.adminKey };
      report('Deleting the sample data …');
      await deleteData({ kind: 'workspace' }, { settings, env, print: () => undefined });
    }
    rmSync(this.#file, { force: true });
    return true;
  }

  #read(): z.infer<typeof keptSchema> | null {
    try {
      return keptSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return null;
    }
  }
}

/** Whether the monitor still takes the key: its data may have been deleted with the keys. */
async function isAccepted(url: string, key: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${key}` } });
  await answer.body?.cancel();
  return answer.ok;
}
