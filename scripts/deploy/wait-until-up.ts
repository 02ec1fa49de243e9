import { setTimeout as delay } from 'node:timers/promises';
import { call } from '../smoke/call.ts';
import { deployFaults } from './faults.ts';
import { reasonOf } from './fault.ts';

/** A first name under workers.dev takes its time to be known everywhere. */
const PATIENCE_MS = 3 * 60_000;
const EVERY_MS = 2_000;

export async function waitUntilUp(url: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const reason = await whyNot(url);
    if (reason === null) return;
    if (Date.now() > deadline) throw deployFaults.notUp(url, reason);
    await delay(EVERY_MS);
  }
}

async function whyNot(url: string): Promise<string | null> {
  try {
    const { status, code } = await call(url, '/healthz');
    if (status === 200) return null;
    return code === '' ? `status ${String(status)}` : code;
  } catch (error) {
    return reasonOf(error);
  }
}
