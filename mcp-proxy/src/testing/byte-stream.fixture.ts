import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';

/** What a stream of bytes may hold: messages, halves of them, other line ends, garbage, great lines. */
const PIECES: readonly ((random: Random) => Buffer)[] = [
  (random) => rpc('tools/call', random),
  (random) => rpc('notifications/cancelled', random),
  (random) => Buffer.from(`{"jsonrpc":"2.0","id":${String(random.between(0, 50))},"result":{}}\n`),
  (random) => Buffer.from(Array.from({ length: 400 }, () => random.between(0, 255))),
  () =>
    Buffer.from('[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}]\r\n\r\n'),
  () => Buffer.from([0x22, 0xff, 0xfe, 0xc3, 0x0a]),
  () => Buffer.from('{"jsonrpc":"2.0","id":'),
  (random) => Buffer.alloc(random.between(1, 300_000), '[{"'),
  () => Buffer.from('\n'),
];

function rpc(method: string, random: Random): Buffer {
  const id = random.between(0, 50);
  const params = { name: 'finish_task', requestId: id, arguments: { taskId: 'é'.repeat(id) } };
  return Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
}

/** Writes about `bytes` bytes, the same for the same seed, in pieces of any size; answers their hash. */
export async function writeSeeded(to: Writable, seed: number, bytes: number): Promise<string> {
  const random = seeded(seed);
  const hash = createHash('sha256');
  for (let written = 0; written < bytes;) {
    const piece = random.pick([PIECES[0] ?? (() => Buffer.alloc(1)), ...PIECES])(random);
    hash.update(piece);
    written += piece.length;
    for (let from = 0; from < piece.length;) {
      const upTo = from + random.between(1, 70_000);
      if (!to.write(piece.subarray(from, upTo))) await once(to, 'drain');
      from = upTo;
    }
    // Now and then, so that pieces arrive apart from each other.
    if (random.chance(0.05)) await new Promise((resolve) => setImmediate(resolve));
  }
  return hash.digest('hex');
}

/** The hash of all that comes until the end, and how much it was. */
export async function hashOf(from: Readable): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  from.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  await once(from, 'end');
  return { hash: hash.digest('hex'), bytes };
}
