import { spawn } from 'node:child_process';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:http';
import { installedProgram, installProgram, thisProgram } from '../machine/program.ts';
import { readMachine, type Machine } from '../machine/machine-file.ts';
import { PROCESSES } from '../spool/owner.ts';
import type { Env } from '../resolve-config.ts';
import { VERSION } from '../version.ts';
import { callRelay, holderOf } from './call-relay.ts';
import { Relay } from './relay.ts';
import { RELAY_LIMITS } from './relay-limits.ts';
import {
  RELAY_FLAGS,
  relayEnvironment,
  relayProcessEnvironment,
  strangerWords,
} from './start-relay.ts';
import { isOlder } from './versions.ts';

const HAND_OVER = 'claude-monitor: take over';
const TAKEN = 'claude-monitor: taken over';

/** `claude-monitor relay`: serves this user's agents on this machine until there is nothing to do. */
export async function runRelay(env: Env): Promise<void> {
  const machine = readMachine(env);
  if (machine === null) return fail('The relay isn’t set up. Run `claude-monitor init`.');
  const ended = deferred();
  const relay = new Relay({
    machine,
    env: relayEnvironment(env),
    isAlive: PROCESSES.isAlive,
    idleMs: Number(env['CLAUDE_MONITOR_RELAY_IDLE_MS'] ?? RELAY_LIMITS.idleMs),
    onReplace: () => {
      handOver(relay, env);
    },
    onEnd: ended.resolve,
  });
  const outcome =
    process.send === undefined
      ? await listen(relay.server, machine, env)
      : await takeOver(relay.server);
  if (outcome !== 'listening') {
    await relay.abandon();
    if (outcome === 'stranger') fail(strangerWords(machine.port));
    process.exit();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void relay.stop();
    });
  }
  process.on('SIGHUP', () => undefined);
  relay.start();
  await ended.promise;
  process.exit(0);
}

function deferred() {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

type Outcome = 'listening' | 'yields' | 'stranger';

/** Listens, or yields to a relay that is as new; an older one is asked to hand its socket over. */
async function listen(server: Server, machine: Machine, env: Env): Promise<Outcome> {
  const deadline = Date.now() + RELAY_LIMITS.takeOverMs;
  for (;;) {
    if (await tryListen(server, machine.port)) return 'listening';
    const holder = await holderOf(machine);
    if (holder.kind === 'relay') {
      if (isOlder(holder.version, VERSION)) await replaceOlder(machine, env);
      return 'yields';
    }
    // Nobody: the one that held it has just gone.
    if (holder.kind === 'stranger' || Date.now() > deadline) return 'stranger';
    await sleep(50);
  }
}

/**
 * The older relay starts what is installed, so this version is put there; it is told no path, since whoever knows
 * the secret could have it run anything.
 */
async function replaceOlder(machine: Machine, env: Env): Promise<void> {
  if (thisProgram() === null) return;
  installProgram(env);
  await callRelay(machine, { path: '/replace', timeoutMs: RELAY_LIMITS.takeOverMs });
}

function tryListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', onError);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', onError);
      resolve(true);
    });
  });
}

/** Starts the installed relay and gives it the socket that this one listens on: no request meets a closed port. */
function handOver(relay: Relay, env: Env): void {
  const file = installedProgram(env)?.relay ?? process.argv[1] ?? '';
  const successor = spawn(process.execPath, [...RELAY_FLAGS, file], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    cwd: '/',
    env: relayProcessEnvironment(env),
  });
  const giveUp = setTimeout(() => {
    successor.kill();
  }, RELAY_LIMITS.takeOverMs);
  successor.on('error', () => {
    clearTimeout(giveUp);
  });
  successor.on('message', (message) => {
    if (message !== TAKEN) {
      successor.send(HAND_OVER, relay.server);
      return;
    }
    clearTimeout(giveUp);
    successor.disconnect();
    successor.unref();
    void relay.stop();
  });
}

function takeOver(server: Server): Promise<Outcome> {
  return new Promise((resolve) => {
    process.once('message', (message, handle) => {
      if (message !== HAND_OVER || !(handle instanceof NetServer)) return resolve('yields');
      server.listen(handle, () => {
        process.send?.(TAKEN);
        process.disconnect();
        resolve('listening');
      });
    });
    process.send?.('ready');
  });
}

function fail(message: string): void {
  process.stderr.write(`claude-monitor: ${message}\n`);
  process.exitCode = 1;
}
