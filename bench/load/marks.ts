import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpConnection } from './http-connection.ts';
import type { Target } from './post.ts';

/** Not a multiple of the time between two frames: marks come at any moment of it. */
const EVERY_MS = 137;

const MARK = /"taskId":"mark-(\d+)"/g;

/** Tasks that are named for the moment at which they were sent, so that whoever sees one knows how old it is. */
export async function sendMarks(target: Target, forMs: number): Promise<number> {
  const connection = new HttpConnection(target);
  const endAt = performance.now() + forMs;
  let sent = 0;
  while (performance.now() < endAt) {
    const time = Date.now();
    const event: TelemetryEventInput = {
      id: `mark-${String(time)}`,
      type: 'task.start',
      time,
      sessionId: 'marks',
      taskId: `mark-${String(time)}`,
      source: 'mcp',
    };
    const answer = await connection.post(JSON.stringify({ events: [event], sentAt: time }));
    if (answer.status !== 202) throw new Error(`${String(answer.status)}: ${answer.body}`);
    sent++;
    await delay(Math.max(0, time + EVERY_MS - Date.now()));
  }
  connection.close();
  return sent;
}

/** When the marks in a frame were sent, epoch ms. An earlier frame may have shown some of them. */
export const sentTimesIn = (frame: string): number[] =>
  [...frame.matchAll(MARK)].map(([, time]) => Number(time));
