import { serverFrameSchema } from '@claude-monitor/protocol';
import type { Access } from './bench-monitor.ts';

const GIVE_UP_MS = 60_000;

/** The hub's all-time totals from a page's first snapshot, as text to compare. */
export async function liveTotalsOf({ origin, readKey }: Access): Promise<string> {
  const url = `${origin.replace('http', 'ws')}/v1/live`;
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${readKey}` } });
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.addEventListener('message', ({ data }) => {
        const frame = serverFrameSchema.safeParse(JSON.parse(String(data)));
        if (!frame.success || frame.data.type !== 'snapshot') return;
        if (frame.data.totals === undefined) return;
        const { sessions: _, ...sums } = frame.data.totals.all;
        resolve(JSON.stringify(sums));
      });
      socket.addEventListener('close', () => reject(new Error('the socket was closed')));
      setTimeout(() => reject(new Error('no totals came')), GIVE_UP_MS).unref();
    });
  } finally {
    socket.close();
  }
}
