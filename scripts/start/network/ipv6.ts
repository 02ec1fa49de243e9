import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * Hands what comes to `port` of `::1` on to that of 127.0.0.1, byte for byte: the runtime listens at one address,
 * and programs take `localhost` for either. Resolves with what closes it.
 */
export async function relayIpv6(port: number): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (incoming) => {
    const onward = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    for (const [from, to] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      open.add(from);
      from.pipe(to);
      // A side that breaks takes the other with it; one that only ends lets it finish.
      from.once('error', () => to.destroy());
      from.once('close', () => {
        open.delete(from);
        if (from.errored !== null || !from.readableEnded) to.destroy();
      });
    }
  });
  server.listen(port, '::1');
  await once(server, 'listening');
  return async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
}
