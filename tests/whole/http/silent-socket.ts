import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Monitor } from '../monitor/monitor.ts';

const CLOSE_OPCODE = 0x8;
const SHORT_LENGTH = 126;
const LONG_LENGTH = 127;

/**
 * A viewer that stops reading once it is let in: what the hub sends stays in the buffers of both
 * ends. `closeCode` reads all of it at last and answers the code of the close, or null.
 */
export async function openSilentSocket(
  server: Pick<Monitor, 'url' | 'readKey'>,
): Promise<{ closeCode: () => Promise<number | null> }> {
  const { hostname, port, host } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    [
      'GET /v1/live HTTP/1.1',
      `Host: ${host}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      `Authorization: Bearer ${server.readKey}`,
      '\r\n',
    ].join('\r\n'),
  );
  await once(socket, 'readable');
  return {
    closeCode: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of socket) {
        chunks.push(chunk);
        const code = closeCodeIn(Buffer.concat(chunks));
        if (code === null) continue;
        socket.destroy();
        return code;
      }
      return null;
    },
  };
}

/** The code of the close frame among an answer's head and the frames that follow it. */
function closeCodeIn(bytes: Buffer): number | null {
  const head = bytes.indexOf('\r\n\r\n');
  let at = head + 4;
  while (head !== -1 && at + 4 <= bytes.length) {
    const { start, length } = frameAt(bytes, at);
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === CLOSE_OPCODE) return bytes.readUInt16BE(start);
    at = start + length;
  }
  return null;
}

/** Where the payload of a server's frame stands (RFC 6455, section 5.2; servers do not mask). */
function frameAt(bytes: Buffer, at: number): { start: number; length: number } {
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (short < SHORT_LENGTH) return { start: at + 2, length: short };
  if (short < LONG_LENGTH) return { start: at + 4, length: bytes.readUInt16BE(at + 2) };
  if (at + 10 > bytes.length) return { start: bytes.length, length: 0 };
  return { start: at + 10, length: Number(bytes.readBigUInt64BE(at + 2)) };
}
