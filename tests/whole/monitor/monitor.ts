import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { freePort } from '../../../scripts/start/libsql/sqld.ts';

const ROOT = join(import.meta.dirname, '../../..');

const localSchema = z.object({
  url: z.string(),
  dashboardUrl: z.string(),
  ingestKey: z.string(),
  readKey: z.string(),
  adminKey: z.string(),
});

/** The whole project as `npm start` runs it, in a data folder of its own. */
export type Monitor = z.infer<typeof localSchema> & {
  dataFolder: string;
  output: () => string;
  /** Process ids of its children by program or script (`sqld`, `workerd`, `index.ts`). */
  pidsOf: (program: string) => number[];
  /** The process that npm starts, and all that stands below it. */
  pids: () => number[];
  /** Resolves when it printed a line that holds this text after the call. */
  printed: (text: string) => Promise<void>;
  /** SIGTERM; resolves with the exit code when the process is gone. */
  stop: () => Promise<number | null>;
};

/** Starts it and waits for its keys; `dataFolder` is kept when it is given. */
export async function startMonitor(
  options: { dataFolder?: string; port?: number; env?: Record<string, string> } = {},
): Promise<Monitor> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'claude-monitor-whole-'));
  const port = options.port ?? (await freePort());
  const child = spawnStart({ dataFolder, port, env: options.env ?? {} });
  const log = watch(child);
  await Promise.race([log.printed('Dashboard'), diedEarly(child, log.output)]);
  const local = localSchema.parse(JSON.parse(readFileSync(join(dataFolder, 'local.json'), 'utf8')));
  return {
    ...local,
    dataFolder,
    output: log.output,
    printed: log.printed,
    pidsOf: (program) => childrenOf(child.pid ?? 0, program),
    pids: () => [child.pid ?? 0, ...descendantsOf(child.pid ?? 0)],
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }
      if (options.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** A start that is meant to fail: its exit code and everything it printed. */
export async function failToStart(options: {
  dataFolder: string;
  port: number;
}): Promise<{ code: number | null; output: string }> {
  const child = spawnStart({ ...options, env: {} });
  const log = watch(child);
  await once(child, 'close');
  return { code: child.exitCode, output: log.output() };
}

function spawnStart({
  dataFolder,
  port,
  env,
}: {
  dataFolder: string;
  port: number;
  env: Record<string, string>;
}): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
    cwd: ROOT,
    env: { ...process.env, ...env, CLAUDE_MONITOR_DATA: dataFolder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function watch(child: ChildProcess): Pick<Monitor, 'output' | 'printed'> {
  let text = '';
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      text += `${line}\n`;
      for (const tell of waiting) tell(line);
    });
  }
  const printed = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const tell = (line: string): void => {
        if (!line.includes(wanted)) return;
        waiting.delete(tell);
        resolve();
      };
      waiting.add(tell);
    });
  return { output: () => text, printed };
}

async function diedEarly(child: ChildProcess, output: () => string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`npm start ended before it was ready:\n${output()}`);
}

/** Process ids below a process by program or script. */
export const childrenOf = (parent: number, program: string): number[] =>
  descendantsOf(parent).filter((pid) => programsOf(pid).includes(program));

/** Linux: children by /proc, since the tests kill processes that they did not start themselves. */
function descendantsOf(parent: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = readProc(`${name}/stat`);
    // After the program's name, which may hold anything, come the state and the parent.
    const afterName = fields.slice(fields.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(name), Number(afterName[1]));
  }
  const found: number[] = [];
  for (const pid of parents.keys()) if (isUnder(pid, parent, parents)) found.push(pid);
  return found;
}

function isUnder(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  let current = parents.get(pid);
  while (current !== undefined && current > 1) {
    if (current === ancestor) return true;
    current = parents.get(current);
  }
  return false;
}

/** The program and the scripts of a command line, without their folders. */
const programsOf = (pid: number): string[] =>
  readProc(`${String(pid)}/cmdline`)
    .split('\0')
    .map((argument) => basename(argument));

function readProc(path: string): string {
  try {
    return readFileSync(join('/proc', path), 'utf8');
  } catch {
    // It ended in between.
    return '';
  }
}
