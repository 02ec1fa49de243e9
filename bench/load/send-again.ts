import { ingestAnswerSchema, type TelemetryEventInput } from '@claude-monitor/protocol';
import type { Access } from '../runtime/bench-monitor.ts';

/** Sends what was sent before, by a clock that is ahead; how many of them were taken, and refused with a code. */
export async function sendAgain(
  { origin, events }: Access,
  { batches, now, code }: { batches: Iterable<TelemetryEventInput[]>; now: number; code: string },
): Promise<{ taken: number; refused: number }> {
  let taken = 0;
  let refused = 0;
  for (const batch of batches) {
    const response = await fetch(`${origin}${events.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${events.bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: batch, sentAt: now }),
    });
    const answer = ingestAnswerSchema.parse(await response.json());
    taken += answer.accepted;
    refused += answer.results.filter((result) => result.code === code).length;
  }
  return { taken, refused };
}
