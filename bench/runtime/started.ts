import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { own } from '../children.ts';
import type { Target } from '../load/post.ts';

const ROOT = join(import.meta.dirname, '../..');
const STARTED_MS = 300_000;
const localSchema = z.object({ ingestKey: z.string() });

/** What a developer has: the monitor as `npm start` runs it, with a data folder of its own. */
export async function startAsNpmStart(
  workFolder: string,
): Promise<{ hooks: Target; close: () => Promise<void> }> {
  const port = await freePort();
  const dataFolder = join(workFolder, 'npm-start');
  const child = own(
    spawn(process.execPath, [join(ROOT, 'scripts/start/index.ts')], {
      cwd: ROOT,
      env: { ...process.env, CLAUDE_MONITOR_DATA: dataFolder, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('npm start did not come up'));
    }, STARTED_MS);
    void gone.then(() => {
      reject(new Error('npm start ended before it was ready'));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('Dashboard')) return;
      clearTimeout(timer);
      resolve();
    });
  });
  const local: unknown = JSON.parse(readFileSync(join(dataFolder, 'local.json'), 'utf8'));
  const { ingestKey } = localSchema.parse(local);
  return {
    hooks: { port, path: '/v1/hooks/claude-code', bearer: ingestKey },
    close: async () => {
      // It ends libSQL and the runtime, which are children of its own.
      child.kill('SIGTERM');
      await gone;
    },
  };
}
