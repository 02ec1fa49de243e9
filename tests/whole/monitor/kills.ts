import { setTimeout as delay } from 'node:timers/promises';
import { seeded, type Random } from '@claude-monitor/protocol/testing/random';
import { eventually } from '../http/api.ts';
import type { Monitor } from './monitor.ts';

/** `KILL_SEED=7` runs other moments than the fixed ones. */
export function seededMoments(fixed: number): Random {
  const seed = Number(process.env['KILL_SEED'] ?? fixed);
  console.log(`moments of seed ${String(seed)}`);
  return seeded(seed);
}

type Killing = {
  monitor: Pick<Monitor, 'pidsOf'>;
  programs: readonly ('workerd' | 'sqld')[];
  random: Random;
  atMost: number;
  /** After somebody answered, the first stretch of work comes 100 ms later, and then one every 200 ms. */
  betweenMs: readonly [number, number];
  /** Whether the work is done; throws where nobody answers. */
  isDone: () => Promise<boolean>;
};

/**
 * Kills programs with SIGKILL at random moments while the work goes on, each time after somebody answered
 * again; then lets it go on by itself to its end. How often it was killed under way.
 */
export async function killUnderWay({
  monitor,
  programs,
  random,
  atMost,
  betweenMs,
  isDone,
}: Killing): Promise<number> {
  let kills = 0;
  while (kills < atMost) {
    await delay(random.between(...betweenMs));
    if (await isDone().catch(() => false)) return kills;
    for (const program of programs) {
      for (const pid of monitor.pidsOf(program)) process.kill(pid, 'SIGKILL');
    }
    kills++;
    await eventually(isDone, () => true);
  }
  await eventually(isDone, (done) => done);
  return kills;
}
