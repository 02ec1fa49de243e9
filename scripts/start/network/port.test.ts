import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../libsql/sqld.ts';
import { StartFault } from '../fault.ts';
import { claimPort } from './port.ts';

test('a free port is claimed', async () => {
  await claimPort(await freePort());
});

test('a taken port is one sentence with what to do', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const claim = claimPort(port, 0);
  await expect(claim).rejects.toThrow(StartFault);
  await expect(claim).rejects.toThrow(`PORT=${port + 1} npm start`);
  server.close();
});

test('a port that a program has on ::1 alone is taken: it would be found as this monitor', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '::1');
  await once(server, 'listening');
  await expect(claimPort(port, 0)).rejects.toThrow(`Port ${port} of ::1 is taken`);
  server.close();
});
