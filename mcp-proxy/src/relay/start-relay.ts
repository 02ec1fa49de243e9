import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readMachine, type Machine } from '../machine/machine-file.ts';
import { installedProgram, thisProgram } from '../machine/program.ts';
import type { Env } from '../resolve-config.ts';
import { VERSION } from '../version.ts';
import { holderOf } from './call-relay.ts';
import { RELAY_LIMITS } from './relay-limits.ts';
import { isOlder } from './versions.ts';

/** `not set up`: `init` has not been here. */
export type Started =
  { kind: 'runs'; machine: Machine } | { kind: 'not set up' } | { kind: 'failed'; reason: string };

/** Answers when the relay listens; starts it detached when none does. Never rejects. */
export async function ensureRelay(env: Env): Promise<Started> {
  const machine = readMachine(env);
  if (machine === null) return { kind: 'not set up' };
  const holder = await holderOf(machine);
  switch (holder.kind) {
    case 'relay':
      // The newcomer takes its place without a gap; nobody needs to wait for that.
      if (isOlder(holder.version, VERSION)) startDetached(env);
      return { kind: 'runs', machine };
    case 'stranger':
      return { kind: 'failed', reason: strangerWords(machine.port) };
    case 'nobody':
      startDetached(env);
      return (await isUpWithin(machine, RELAY_LIMITS.startMs))
        ? { kind: 'runs', machine }
        : { kind: 'failed', reason: 'the relay didn’t start' };
  }
}

export const strangerWords = (port: number): string =>
  `another program listens on port ${String(port)}: end it, or run \`claude-monitor init\` to use another port`;

async function isUpWithin(machine: Machine, budgetMs: number): Promise<boolean> {
  const deadline = Date.now() + budgetMs;
  do {
    await sleep(20);
    if ((await holderOf(machine)).kind === 'relay') return true;
  } while (Date.now() < deadline);
  return false;
}

/** Small heaps: the relay keeps nothing in memory, and V8 would let garbage grow before it looks. */
export const RELAY_FLAGS = [
  '--max-semi-space-size=1',
  '--max-old-space-size=96',
  '--optimize-for-size',
];

/** For glibc, which keeps an arena a thread and gives little back; other systems do not know the names. */
const MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '65536',
  MALLOC_MMAP_THRESHOLD_: '65536',
};

/** The environment of a relay's own process. */
export const relayProcessEnvironment = (env: Env): Record<string, string> => ({
  ...relayEnvironment(env),
  ...MALLOC,
});

/** How a relay is started: by itself where it is built, so that it loads no more than it needs. */
function relayCommand(env: Env): string[] {
  const file = (thisProgram() ?? installedProgram(env))?.relay;
  return [...RELAY_FLAGS, ...(file === undefined ? [ownScript(), 'relay'] : [file])];
}

const ownScript = (): string => process.argv[1] ?? fileURLToPath(import.meta.url);

function startDetached(env: Env): void {
  const child = spawn(process.execPath, relayCommand(env), {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
    env: relayProcessEnvironment(env),
  });
  child.on('error', () => undefined);
  child.unref();
}

const PASSED_ON =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|TZ|TMPDIR|TEMP|TMP|SystemRoot|USERPROFILE|APPDATA|LOCALAPPDATA|XDG_\w+|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|CLAUDE_MONITOR_(?:DATA|SPOOL|USER|RELAY_IDLE_MS|RELAY_HEAL_MS))$/;

/**
 * What the relay needs of the environment of whoever starts it. No more: hooks are given the tokens of the client,
 * and a URL or key of one project must not become that of all.
 */
export function relayEnvironment(env: Env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && PASSED_ON.test(name) ? [[name, value]] : [],
    ),
  );
}
