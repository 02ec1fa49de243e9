import { Fleet } from './fleet.ts';
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

async function post(order: PostOrder): Promise<PostReport> {
  const fleet = new Fleet({ run: order.run, sessions: order.sessions, seed: 1 });
  const startAt = performance.now();
  const measureFrom = startAt + order.warmUpMs;
  const endAt = measureFrom + order.measureMs;
  const latencies: number[] = [];
  let sent = 0;
  let answered = 0;
  let measured = 0;

  const post = async (): Promise<void> => {
    const connection = new HttpConnection(order);
    while (performance.now() < endAt && sent < order.maxEvents) {
      sent += order.eventsPerPost;
      const now = Date.now();
      const events = Array.from({ length: order.eventsPerPost }, () => fleet.next(now));
      const body = JSON.stringify({ events, sentAt: now });
      const sentAt = performance.now();
      const answer = await connection.post(body);
      const answeredAt = performance.now();
      if (answer.status >= 300) throw new Error(`${String(answer.status)}: ${answer.body}`);
      answered += order.eventsPerPost;
      if (sentAt < measureFrom || answeredAt > endAt) continue;
      measured += order.eventsPerPost;
      latencies.push(answeredAt - sentAt);
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
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}
