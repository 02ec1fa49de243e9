import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { faults, StartFault } from '../fault.ts';

/** The runtime of a start that just ended keeps its port for up to 1.5 s. */
const PATIENCE_MS = 2_500;
const RETRY_MS = 100;

/** Loopback of both versions of IP: what programs take `localhost` for. */
const HOSTS = ['127.0.0.1', '::1'] as const;
/** So a machine without IPv6 answers. */
const NO_SUCH_HOST: readonly string[] = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Proves that `port` of loopback can be listened on, or throws a `StartFault`; whether there is a `::1`. */
export async function claimPort(port: number, patienceMs = PATIENCE_MS): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  let hasIpv6 = true;
  for (const host of HOSTS) {
    for (;;) {
      const code = await tryListen(port, host);
      if (code === null) break;
      if (host === '::1' && NO_SUCH_HOST.includes(code)) {
        hasIpv6 = false;
        break;
      }
      if (code === 'EACCES') throw new StartFault(faults.portForbidden(port));
      if (Date.now() > deadline) throw new StartFault(faults.portTaken(port, host));
      await delay(RETRY_MS);
    }
  }
  return hasIpv6;
}

async function tryListen(port: number, host: string): Promise<string | null> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'unknown');
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}
