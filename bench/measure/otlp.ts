import { HttpConnection } from '../load/http-connection.ts';
import { otlpExports, type OtlpExport } from '../load/otlp-exports.ts';
import type { Target } from '../load/post.ts';
import type { Bench } from '../workload.ts';
import { compare, type Result } from '../result.ts';
import { drain } from '../runtime/drain.ts';
import { startFloor } from '../runtime/floor.ts';
import { startOurs } from '../runtime/bench-monitor.ts';

const AT_ONCE = 16;
const HEADERS = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' };

/**
 * Exports of real sessions until libSQL has what follows from them, against a Worker that inflates and
 * decodes the same bytes with the same library and has an object insert them.
 */
export async function measureOtlp({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const exports = otlpExports(workload.exportedSessions, Date.now());
  const floor = await startFloor('otlp', workFolder);
  const rounds = [];
  for (let round = 0; round < workload.burstRounds; round++) {
    const bare = await perSecond(exports, async () => await sendAll(floor.target, exports));
    const ours = await startOurs({ name: `otlp-${String(round)}`, bundle, workFolder });
    const full = await perSecond(exports, async () => {
      await sendAll(ours.events, exports);
      await drain(ours);
    });
    await ours.close();
    rounds.push({ floor: bare, ours: full });
  }
  await floor.close();
  return [
    {
      name: 'OTLP of real sessions, 16 at once, until drained',
      ...compare(rounds),
      budget: { atLeast: 0.3 },
      unit: 'exports/s',
    },
  ];
}

async function perSecond(exports: readonly unknown[], run: () => Promise<void>): Promise<number> {
  const startAt = performance.now();
  await run();
  return (exports.length * 1_000) / (performance.now() - startAt);
}

/** Each connection takes the next export when its last one was answered. */
async function sendAll(target: Target, exports: readonly OtlpExport[]): Promise<void> {
  const waiting = exports[Symbol.iterator]();
  const work = async (): Promise<void> => {
    const connection = new HttpConnection(target, HEADERS);
    for (const { signal, body } of waiting) {
      const answer = await connection.post(body, `/v1/${signal}`);
      if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.body}`);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
