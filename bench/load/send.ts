import { setTimeout as delay } from 'node:timers/promises';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { HttpConnection } from './http-connection.ts';
import type { Target } from './post.ts';

const NOT_NOW = 503;
const RETRY_MS = 500;

export type Sent = { events: number; isComplete: boolean };

/**
 * Sends batches of one stream until all are acknowledged or the time is over. With one connection they
 * arrive in their order; `acknowledged` is called with how many were so far.
 */
export async function send(
  target: Target,
  batches: Iterable<readonly TelemetryEventInput[]>,
  options: {
    connections?: number;
    deadline?: number;
    acknowledged?: (events: number) => void;
  } = {},
): Promise<Sent> {
  const { connections = 1, deadline = Number.POSITIVE_INFINITY, acknowledged } = options;
  const source = batches[Symbol.iterator]();
  const open = Array.from({ length: connections }, () => new HttpConnection(target));
  let events = 0;
  let isOver = false;
  const work = async (connection: HttpConnection): Promise<void> => {
    for (let next = source.next(); next.done !== true; next = source.next()) {
      const body = JSON.stringify({ events: next.value, sentAt: Date.now() });
      let answer = await connection.post(body);
      // The journal is full: it is sent again, as the clients do, until libSQL has caught up.
      while (answer.status === NOT_NOW && !isOver && Date.now() < deadline) {
        await delay(RETRY_MS);
        answer = await connection.post(body);
      }
      if (isOver) return;
      if (answer.status !== 202) throw new Error(`${String(answer.status)}: ${answer.body}`);
      if (/"rejected":[1-9]/.test(answer.body)) throw new Error(answer.body.slice(0, 500));
      events += next.value.length;
      acknowledged?.(events);
      if (Date.now() > deadline) return;
    }
  };
  const all = Promise.all(open.map(work)).then(() => Date.now() <= deadline);
  all.catch(() => undefined);
  const isComplete = await Promise.race([all, over(deadline)]);
  isOver = true;
  for (const connection of open) connection.close();
  return { events, isComplete };
}

/** False when the time is over; what waits for it keeps nobody from ending. */
async function over(deadline: number): Promise<boolean> {
  if (deadline === Number.POSITIVE_INFINITY) return await new Promise(() => undefined);
  return await new Promise((resolve) => {
    setTimeout(() => resolve(false), Math.max(0, deadline - Date.now())).unref();
  });
}
