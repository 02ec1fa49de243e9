import { Fleet } from './fleet.ts';
import { HookFleet } from './hooks.ts';
import { HttpConnection } from './http-connection.ts';
import { postOrderSchema, type PostOrder, type PostReport } from './post-order.ts';

process.once('message', (message) => {
  const order = postOrderSchema.parse(message);
  post(order).then(
    (report) => {
      process.send?.(report);
      process.disconnect();
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});

const WINDOW_MS = 10_000;

/** Makes the bodies of an order. */
function bodiesOf({ run, sessions, content, eventsPerPost }: PostOrder): (now: number) => string {
  if (content === 'hooks') {
    const hooks = new HookFleet({ run, sessions, seed: 1 });
    return () => JSON.stringify(hooks.next());
  }
  const fleet = new Fleet({ run, sessions, seed: 1 });
  return (now) => {
    const events = Array.from({ length: eventsPerPost }, () => fleet.next(now));
    return JSON.stringify({ events, sentAt: now });
  };
}

async function post(order: PostOrder): Promise<PostReport> {
  const nextBody = bodiesOf(order);
  const startAt = performance.now();
  const measureFrom = startAt + order.warmUpMs;
  const endAt = measureFrom + order.measureMs;
  const latencies: number[] = [];
  const windows: number[] = [];
  let sent = 0;
  let answered = 0;
  let measured = 0;

  const post = async (): Promise<void> => {
    const connection = new HttpConnection(order);
    while (performance.now() < endAt && sent < order.maxEvents) {
      sent += order.eventsPerPost;
      const body = nextBody(Date.now());
      const sentAt = performance.now();
      const answer = await connection.post(body);
      const answeredAt = performance.now();
      if (answer.status >= 300) throw new Error(`${String(answer.status)}: ${answer.body}`);
      answered += order.eventsPerPost;
      if (sentAt < measureFrom || answeredAt > endAt) continue;
      measured += order.eventsPerPost;
      latencies.push(answeredAt - sentAt);
      const window = Math.floor((answeredAt - measureFrom) / WINDOW_MS);
      windows[window] = (windows[window] ?? 0) + order.eventsPerPost;
    }
    connection.close();
  };

  await Promise.all(Array.from({ length: order.connections }, post));
  const elapsedMs = Math.min(performance.now(), endAt) - measureFrom;
  latencies.sort((a, b) => a - b);
  const percentile = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? 0;
  return {
    events: answered,
    eventsPerSecond: (measured * 1_000) / elapsedMs,
    byTenSeconds: windows
      .slice(0, Math.floor(elapsedMs / WINDOW_MS))
      .map((count) => (count * 1_000) / WINDOW_MS),
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}
