import { statusAnswerSchema, type StatusAnswer } from '@claude-monitor/protocol';
import type { Ours } from './ours.ts';

const GIVE_UP_MS = 300_000;

/** Waits until libSQL has everything; reading history is what asks the hub to flush now. */
export async function drain(ours: Ours): Promise<void> {
  const deadline = Date.now() + GIVE_UP_MS;
  while ((await statusOf(ours)).journal.events > 0) {
    if (Date.now() > deadline) throw new Error('the journal did not drain');
    await read(ours, '/v1/sessions?limit=1');
  }
}

async function statusOf(ours: Ours): Promise<StatusAnswer> {
  return statusAnswerSchema.parse(await read(ours, '/v1/status'));
}

async function read(ours: Ours, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${ours.readKey}` };
  const response = await fetch(`${ours.origin}${path}`, { headers });
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`);
  return await response.json();
}
