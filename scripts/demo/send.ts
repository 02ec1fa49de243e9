import { LIMITS } from '@claude-monitor/protocol';

/** Sends events in batches, as any client does; a refusal is an error. */
export async function sendEvents(
  to: { url: string; ingestKey: string },
  events: readonly unknown[],
): Promise<number> {
  let accepted = 0;
  for (let from = 0; from < events.length; from += LIMITS.batchItems) {
    const answer = await fetch(`${to.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${to.ingestKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: events.slice(from, from + LIMITS.batchItems) }),
    });
    if (answer.status !== 202) throw new Error(`${String(answer.status)} ${await answer.text()}`);
    accepted += Math.min(LIMITS.batchItems, events.length - from);
  }
  return accepted;
}
