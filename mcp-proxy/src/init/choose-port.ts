import { createServer } from 'node:net';
import type { Machine } from '../machine/machine-file.ts';
import { newMachine } from '../machine/machine-file.ts';
import { holderOf } from '../relay/call-relay.ts';

/** Below the ports that systems give out by themselves, so that none is taken while the relay rests. */
const FIRST_PORT = 24_100;
const PORTS = 400;
const TRIES = 20;

/** Keeps the machine's port unless a stranger has it; else the first free one of a row that begins by user. */
export async function machineFor(known: Machine | null, userId: number): Promise<Machine> {
  if (known !== null && (await holderOf(known)).kind !== 'stranger') return known;
  for (let step = 0; step < TRIES; step++) {
    const port = FIRST_PORT + ((userId + step) % PORTS);
    if (!(await isFree(port))) continue;
    return known === null ? newMachine(port) : { ...known, port };
  }
  throw new Error(
    `No free port from ${String(FIRST_PORT)} on. Close some programs and run init again.`,
  );
}

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
