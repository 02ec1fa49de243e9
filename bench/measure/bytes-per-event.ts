import { smallSession } from '../load/sessions.ts';
import { send } from '../load/send.ts';
import type { Bench } from '../workload.ts';
import type { Result } from '../result.ts';
import { drain } from '../runtime/drain.ts';
import { startOurs } from '../runtime/bench-monitor.ts';
import { usedBytes } from '../runtime/used-bytes.ts';

const SESSIONS_PER_POST = 20;
const PAUSE_MS = 200;
/** The newest sessions ended a while ago: what is kept of those that go on is not what is asked. */
const AGE_MS = 2 * 3_600_000;

/** What a mix of small sessions takes on both disks once it is flushed. */
export async function measureBytes({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const ours = await startOurs({ name: 'bytes', bundle, workFolder });
  const { events } = await send(ours.events, batches(workload.smallSessions), { connections: 2 });
  await drain(ours);
  await ours.close();

  const result = (where: string, bytes: number, atMost: number): Result => ({
    name: `small sessions, bytes in ${where}`,
    ours: bytes / events,
    floor: null,
    ratio: bytes / events,
    budget: { atMost },
    unit: `bytes an event, ${String(events)} events`,
  });
  return [
    result('libSQL', usedBytes(ours.stored.database), 500),
    result('the hub', usedBytes(ours.stored.objects), 350),
  ];
}

function* batches(sessions: number) {
  const startAt = Date.now() - AGE_MS - sessions * PAUSE_MS;
  for (let from = 0; from < sessions; from += SESSIONS_PER_POST) {
    yield Array.from({ length: Math.min(SESSIONS_PER_POST, sessions - from) }, (_, index) =>
      smallSession(from + index, startAt + (from + index) * PAUSE_MS),
    ).flat();
  }
}
