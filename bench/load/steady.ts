import { setTimeout as delay } from 'node:timers/promises';
import { Fleet } from './fleet.ts';
import { HttpConnection } from './http-connection.ts';
import type { Target } from './post.ts';

/** Machines of a team: each sends what it gathered once in so long, as proxies and relays do. */
const MACHINES = 200;
const SESSIONS = 1_000;
const EVERY_MS = 1_000;

type Steady = { events: number; posts: number; ms: number };

/**
 * A steady mixed load: every machine posts its share in turn, however slowly it is answered; one whose
 * last post is still under way sends its next ones as soon as it may.
 */
export async function sendSteadily(
  target: Target,
  { eventsPerSecond, forMs }: { eventsPerSecond: number; forMs: number },
): Promise<Steady> {
  const fleet = new Fleet({ run: `steady-${String(process.pid)}`, sessions: SESSIONS, seed: 5 });
  const eventsPerPost = (eventsPerSecond * EVERY_MS) / 1_000 / MACHINES;
  const startAt = performance.now();
  let posts = 0;
  const machine = async (_: unknown, number: number): Promise<void> => {
    const connection = new HttpConnection(target);
    const firstAt = startAt + (number * EVERY_MS) / MACHINES;
    for (let at = firstAt; at < startAt + forMs; at += EVERY_MS) {
      await delay(Math.max(0, at - performance.now()));
      // Behind by a whole turn and out of time: what is missing shows in the rate.
      if (performance.now() >= startAt + forMs) break;
      const now = Date.now();
      const events = Array.from({ length: eventsPerPost }, () => fleet.next(now));
      const answer = await connection.post(JSON.stringify({ events, sentAt: now }));
      if (answer.status !== 202) throw new Error(`${String(answer.status)}: ${answer.body}`);
      posts++;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: MACHINES }, machine));
  return { events: posts * eventsPerPost, posts, ms: performance.now() - startAt };
}
