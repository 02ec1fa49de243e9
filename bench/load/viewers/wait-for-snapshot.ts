import { z } from 'zod';

const pieceSchema = z.object({ type: z.literal('snapshot'), parts: z.number() });

type Snapshot = { ms: number; bytes: number };

const GIVE_UP_MS = 120_000;

/** Opens a live socket as a page does: how long until it has the whole snapshot, and of how many bytes. */
export async function waitForSnapshot(to: { origin: string; readKey: string }): Promise<Snapshot> {
  const url = `${to.origin.replace('http', 'ws')}/v1/live`;
  const startAt = performance.now();
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${to.readKey}` } });
  try {
    return await new Promise<Snapshot>((resolve, reject) => {
      let pieces = 0;
      let bytes = 0;
      socket.addEventListener('message', ({ data }) => {
        const text = String(data);
        const piece = pieceSchema.safeParse(JSON.parse(text));
        if (!piece.success) return;
        bytes += Buffer.byteLength(text);
        if (++pieces === piece.data.parts) resolve({ ms: performance.now() - startAt, bytes });
      });
      socket.addEventListener('close', ({ code }) => {
        reject(new Error(`the socket was closed with code ${String(code)}`));
      });
      setTimeout(() => reject(new Error('no snapshot came')), GIVE_UP_MS).unref();
    });
  } finally {
    socket.close();
  }
}
