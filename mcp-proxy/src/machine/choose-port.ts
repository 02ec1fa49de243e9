import { createServer } from 'node:net';
import { hash64 } from '@claude-monitor/protocol/ids';
import { machineFile, newMachine, readMachine, type Machine } from './machine-file.ts';
import { holderOf } from '../relay/call-relay.ts';
import type { Env } from '../resolve-config.ts';

/** Below the ports that systems give out by themselves, so that none is taken while the relay rests. */
const FIRST_PORT = 24_100;
const PORTS = 400;
const TRIES = 20;

/** Keeps the machine's port unless a stranger has it; else the first free one of a row that begins by `firstPort`. */
export async function machineFor(env: Env): Promise<Machine> {
  const known = readMachine(env);
  if (known !== null && (await holderOf(known)).kind !== 'stranger') return known;
  const first = firstPort(machineFile(env), process.getuid?.() ?? 0);
  for (let step = 0; step < TRIES; step++) {
    const port = FIRST_PORT + ((first - FIRST_PORT + step) % PORTS);
    if (!(await isFree(port))) continue;
    return known === null ? newMachine(port) : { ...known, port };
  }
  throw new Error(
    `No free port from ${String(FIRST_PORT)} on. Close some programs and run init again.`,
  );
}

/**
 * By user and by home: a port is free until its relay has started, so two that are set up at the same
 * moment would else choose the same one.
 */
export const firstPort = (machineFile: string, userId: number): number =>
  FIRST_PORT +
  (Number.parseInt(hash64(`${String(userId)} ${machineFile}`).slice(0, 8), 16) % PORTS);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
