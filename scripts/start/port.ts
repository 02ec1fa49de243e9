import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { faults, StartFault } from './fault.ts';

/** The runtime of a start that just ended keeps its port for up to 1.5 s. */
const PATIENCE_MS = 2_500;
const RETRY_MS = 100;

/** Proves that `port` of loopback can be listened on, or throws a `StartFault`. */
export async function claimPort(port: number, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const code = await tryListen(port);
    if (code === null) return;
    if (code === 'EACCES') throw new StartFault(faults.portForbidden(port));
    if (Date.now() > deadline) throw new StartFault(faults.portTaken(port));
    await delay(RETRY_MS);
  }
}

async function tryListen(port: number): Promise<string | null> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'unknown');
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}
