import { statusAnswerSchema, type StatusAnswer } from '@claude-monitor/protocol';
import type { BenchMonitor } from './bench-monitor.ts';

const GIVE_UP_MS = 300_000;

type Reader = Pick<BenchMonitor, 'origin' | 'readKey'>;

/** Waits until libSQL has everything; reading history is what asks the hub to flush now. */
export async function drain(ours: Reader, giveUpMs = GIVE_UP_MS): Promise<void> {
  if (!(await isDrained(ours, Date.now() + giveUpMs))) {
    throw new Error('the journal did not drain');
  }
}

/** The same until a time; false when something is left then. */
export async function isDrained(ours: Reader, deadline: number): Promise<boolean> {
  const ask = async (path: string): Promise<unknown> =>
    await read(ours, path, AbortSignal.timeout(Math.max(1, deadline - Date.now())));
  try {
    while (statusAnswerSchema.parse(await ask('/v1/status')).journal.events > 0) {
      await ask('/v1/sessions?limit=1');
    }
    return true;
  } catch (error) {
    if (Date.now() < deadline) throw error;
    return false;
  }
}

export async function statusOf(ours: Reader): Promise<StatusAnswer> {
  return statusAnswerSchema.parse(await read(ours, '/v1/status'));
}

async function read(
  { origin, readKey }: Reader,
  path: string,
  signal: AbortSignal | null = null,
): Promise<unknown> {
  const headers = { authorization: `Bearer ${readKey}` };
  const response = await fetch(`${origin}${path}`, { headers, signal });
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`);
  return await response.json();
}
