import { LIMITS } from '@claude-monitor/protocol';
import type { ProbeMinute } from '../domain/uptime/probe-minutes.ts';

/** Storage of the object that probes ask: of no workspace, so it has none of a hub's tables. */
type ProbedStorage = Pick<DurableObjectStorage, 'get' | 'put' | 'delete' | 'sync'>;

const HELD = 'held probes';
const LAST = 'last probe';

/** Makes something durable, as ingest does before it answers. */
export async function commitProbe(storage: ProbedStorage, at: number): Promise<void> {
  await storage.put(LAST, at);
  await storage.sync();
}

/** Keeps a minute that libSQL could not take; the newest of them, a day long. */
export async function holdProbe(storage: ProbedStorage, minute: ProbeMinute): Promise<void> {
  const held = [...(await heldProbes(storage)), minute];
  await storage.put(HELD, held.slice(-LIMITS.heldProbes));
}

export const heldProbes = async (storage: ProbedStorage): Promise<ProbeMinute[]> =>
  (await storage.get<ProbeMinute[]>(HELD)) ?? [];

export async function clearHeldProbes(storage: ProbedStorage): Promise<void> {
  await storage.delete(HELD);
}
