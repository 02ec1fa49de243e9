import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { listFiles, ROOT } from './read-docs.ts';

const localSchema = z.object({
  url: z.string(),
  ingestKey: z.string(),
  readKey: z.string(),
  adminKey: z.string(),
});

/** A clone that `npm start` runs in, as a newcomer has it. */
export type CleanClone = z.infer<typeof localSchema> & {
  folder: string;
  /** Ctrl-C; resolves when npm is gone. */
  stop: () => Promise<void>;
  remove: () => void;
};

/**
 * The files of the repository without anything that was built, and a monitor started there. Packages are
 * hard links to those that are installed here: an installation from a registry is CI's own first step.
 */
export async function startCleanClone(): Promise<CleanClone> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-clone-'));
  execFileSync('cp', ['--parents', '-t', folder, ...listFiles()], { cwd: ROOT });
  for (const modules of ['node_modules', 'web/node_modules']) {
    if (existsSync(join(ROOT, modules))) link(modules, folder);
  }
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...process.env, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  await ready(child);
  const local: unknown = JSON.parse(
    readFileSync(join(folder, '.claude-monitor/local.json'), 'utf8'),
  );
  return {
    ...localSchema.parse(local),
    folder,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        const gone = once(child, 'exit');
        process.kill(-child.pid, 'SIGINT');
        await gone;
      }
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function link(modules: string, folder: string): void {
  const [from, to] = [join(ROOT, modules), join(folder, modules)];
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' });
  } catch {
    // Another file system.
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, to]);
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  if (stdout === null) throw new Error('npm start has no output');
  let output = '';
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      output += `${line}\n`;
      if (line.includes('Ctrl-C')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`npm start ended before it was ready:\n${output}`));
    });
  });
}
