import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, sqldBinary } from '../../start/libsql/sqld.ts';
import { LibsqlServer } from '../../start/libsql/libsql-server.ts';

export async function startLibsql(): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-libsql-'));
  const server = await LibsqlServer.start({
    binary: sqldBinary() ?? '',
    folder: join(folder, 'libsql'),
    port: await freePort(),
    report: () => undefined,
  });
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url, close };
}
