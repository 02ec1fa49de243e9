import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Monitor } from '../monitor/monitor.ts';
import type { Answer, Request } from './request.ts';

const PIECE = 64 * 1024;
/** Between two pieces, as over a network that takes its time. */
const PAUSE_MS = 3;

type SlowAnswer = Answer & { written: number };

/**
 * A request on a bare socket whose body comes in pieces with pauses, and which looks for no answer before all of it
 * is gone, as most exporters do. A connection that is closed on the writer is an error, as for them.
 */
export async function writeSlowly(
  { url }: Pick<Monitor, 'url'>,
  { method = 'POST', path = '/', headers = {}, body = '' }: Request,
): Promise<SlowAnswer> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  const broken = new Promise<never>((_, reject) => socket.once('error', reject));
  // Kept by the socket while nobody reads.
  socket.pause();
  const isChunked = headers['transfer-encoding'] !== undefined;
  const all = { Host: host, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  if (!isChunked) lines.push(`content-length: ${String(Buffer.byteLength(body))}`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const written = await Promise.race([
    writeBody(socket, { body: Buffer.from(body), isChunked }),
    broken,
  ]);
  const whole = new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      const response = Buffer.concat(received).toString('utf8');
      if (isWhole(response)) resolve(response);
    });
  });
  socket.resume();
  const response = await Promise.race([whole, broken]);
  socket.destroy();
  return { ...answerIn(response), written };
}

async function writeBody(
  socket: Socket,
  { body, isChunked }: { body: Buffer; isChunked: boolean },
): Promise<number> {
  for (let at = 0; at < body.length; at += PIECE) {
    const piece = body.subarray(at, at + PIECE);
    const framed = isChunked
      ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, CRLF])
      : piece;
    if (!socket.write(framed)) await once(socket, 'drain');
    await delay(PAUSE_MS);
  }
  if (isChunked) socket.write('0\r\n\r\n');
  return body.length;
}

/** The runtime keeps the connection, so the answer itself says where it ends. */
function isWhole(response: string): boolean {
  const [head = '', body] = response.split('\r\n\r\n', 2);
  if (body === undefined) return false;
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  return length === undefined
    ? response.endsWith('\r\n0\r\n\r\n')
    : Buffer.byteLength(body) >= Number(length);
}

const CRLF = Buffer.from('\r\n');

function answerIn(response: string): Answer {
  const [head = '', ...rest] = response.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const text = rest.join('\r\n\r\n');
  // Sent in chunks or not: the JSON in it is one object.
  const json: unknown = JSON.parse(/\{[\s\S]*\}/.exec(text)?.[0] ?? 'null');
  return {
    status: Number(status.split(' ')[1]),
    text,
    json,
    header: (name) => headers.get(name) ?? '',
  };
}
