import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { enlarge } from '../data-folder/enlarge.ts';
import { readFigures, type Figures, type Windows } from '../data-folder/figures.ts';
import { unpackFolder } from '../data-folder/pack.ts';
import { seededMoments } from '../whole/monitor/kills.ts';
import { childrenOf, startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { liveSumsOf } from '../whole/figures/sums.ts';

/**
 * A data folder of the first edition, enlarged, whose upgrade is killed outright again and again: `npm start`
 * brings it to its end, and every figure is that of an upgrade that nobody killed.
 */
const FIXTURES = join(import.meta.dirname, '../fixtures/data-folder');
const NAME = readdirSync(FIXTURES).find((file) => file.endsWith('.tar.gz')) ?? '';
const recordedSchema = z.object({
  madeAt: z.string(),
  windows: z.record(z.string(), z.object({ from: z.number(), to: z.number() })),
});
const MORE = { sessions: 150, requests: 100, at: Date.parse('2026-11-28T12:00:00Z') };
const random = seededMoments(11);

let folder: string;
let recorded: { windows: Windows; madeAt: number };
let unbroken: Answers;
/** From a runtime's first moment to an upgraded workspace, where nobody kills it. */
let upgradeMs: number;

type Answers = { figures: Figures; live: object };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claude-monitor-upgrade-'));
  const unpacked = unpackFolder(join(FIXTURES, NAME));
  enlarge(unpacked.path, MORE);
  for (const name of ['unbroken', 'killed']) {
    cpSync(unpacked.path, join(folder, name), { recursive: true });
  }
  unpacked.remove();
  const stored = readFileSync(join(FIXTURES, NAME.replace('.tar.gz', '.json')), 'utf8');
  const { windows, madeAt } = recordedSchema.parse(JSON.parse(stored));
  recorded = { windows, madeAt: Date.parse(madeAt) };
  const starting = startMonitor({ dataFolder: join(folder, 'unbroken') });
  // What fails here is said by `starting`.
  const seenAt = await firstRuntime(starting.catch(() => null));
  const monitor = await starting;
  upgradeMs = performance.now() - seenAt;
  unbroken = await answersOf(monitor);
  expect(await monitor.stop()).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const answersOf = async (monitor: Monitor): Promise<Answers> => ({
  figures: await readFigures(monitor, recorded),
  live: await liveSumsOf(monitor),
});

async function firstRuntime(ended: Promise<unknown>): Promise<number> {
  const over = new AbortController();
  void ended.then(() => over.abort());
  while (!over.signal.aborted && childrenOf(process.pid, 'workerd').length === 0) await delay(5);
  return performance.now();
}

/**
 * Starts it and kills the runtime at random moments until it is up, or was killed often enough. Killed before
 * it listens for the first time, `npm start` ends with a sentence, and is started again.
 */
async function startKilled(atMost: number): Promise<{ monitor: Monitor; kills: number }> {
  let kills = 0;
  for (;;) {
    let hasEnded = false;
    const starting = startMonitor({ dataFolder: join(folder, 'killed') });
    const ended = starting.then(
      () => (hasEnded = true),
      () => (hasEnded = true),
    );
    let last: number | null = null;
    const isOver = (): boolean => hasEnded;
    while (kills < atMost && !isOver()) {
      const [pid] = childrenOf(process.pid, 'workerd').filter((found) => found !== last);
      // Within what the upgrade takes on this machine; what is left is less each time.
      const [from, to] = last === null ? [0.3, 0.7] : [0.15, 0.4];
      const moment = random.between(Math.round(upgradeMs * from), Math.round(upgradeMs * to));
      await Promise.race([ended, delay(pid === undefined ? 20 : moment)]);
      if (pid === undefined || isOver()) continue;
      process.kill(pid, 'SIGKILL');
      last = pid;
      kills++;
    }
    const monitor = await starting.catch(unlessKilled);
    if (monitor !== null) return { monitor, kills };
  }
}

function unlessKilled(error: unknown): null {
  if (String(error).includes('The Worker didn’t start')) return null;
  throw error;
}

test('[HUB3] [HUB8] an upgrade that is killed again and again ends with the figures of one that is not', async () => {
  const { monitor, kills } = await startKilled(4);
  console.log(`killed ${String(kills)} times while it was upgraded`);
  try {
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(unbroken.live).toMatchObject({ usage: { requests: expect.any(Number) } });
    expect(await answersOf(monitor)).toEqual(unbroken);
  } finally {
    await monitor.stop();
  }
});
