import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../libsql/sqld.ts';
import { relayIpv6 } from './ipv6.ts';

async function relayed(onConnection: (socket: Socket) => void): Promise<() => Socket> {
  const port = await freePort();
  const server = createServer({ allowHalfOpen: true }, onConnection).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = await relayIpv6(port);
  onTestFinished(async () => {
    await close();
    server.close();
  });
  return () => connect({ host: '::1', port, allowHalfOpen: true });
}

test('bytes pass both ways, also after one side has said all', async () => {
  const open = await relayed((socket) => {
    void text(socket).then((address) => socket.end(address.toUpperCase()));
  });
  const client = open();
  client.end('hello '.repeat(100_000));
  expect(await text(client)).toBe('HELLO '.repeat(100_000));
});

test('a side that breaks off takes the other with it', async () => {
  let ended = (): void => undefined;
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const open = await relayed((socket) => {
    socket.resume();
    socket.once('end', ended);
    socket.once('error', ended);
  });
  const client = open();
  await once(client, 'connect');
  client.write('x');
  client.resetAndDestroy();
  await hasEnded;
});

test('nothing that listens is a connection that closes', async () => {
  const port = await freePort();
  const close = await relayIpv6(port);
  const client = connect({ host: '::1', port });
  client.resume();
  client.once('error', () => undefined);
  await once(client, 'close');
  await close();
});
