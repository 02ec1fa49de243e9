import { appendFileSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Draft } from '@claude-monitor/receivers/claude-transcript';
import { scratchFolder } from '../testing/scratch-folder.fixture.ts';
import { heal, type HealDeps, type HealOptions } from './heal.ts';
import { startHealing, type HealingContext } from './healing-extension.ts';
import { ImportState } from '../import/import-state.ts';
import { answers, CAPTURED, ImportRig, SESSION } from '../import/import.fixture.ts';
import { ReceivedRequests } from './received-requests.ts';
import { timeOf } from '../import/totals.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const MINUTE_MS = 60_000;

function healing(rig: ImportRig, fields: Partial<HealDeps> = {}) {
  const received = new ReceivedRequests();
  const kept: Draft[] = [];
  const run = (options: Partial<HealOptions> = {}) =>
    heal(
      { files: rig.find().files, since: 0, quietMs: 0, shouldStop: () => false, ...options },
      {
        state: new ImportState(rig.statePath),
        hasRequest: (session, request) => received.has(session, request),
        isSilent: () => false,
        keep: (lines) => kept.push(...lines.map((line): Draft => JSON.parse(line))),
        pause: () => Promise.resolve(),
        now: () => Date.now() + MINUTE_MS,
        ...fields,
      },
    );
  return { received, kept, run };
}

describe('healing', () => {
  test('[USE5] with the network away for whole sessions, all that they used is kept afterwards', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    const { kept, run } = healing(rig);
    expect(await run()).toMatchObject({ sent: 8, complete: 0 });
    const usages = kept.flatMap((event) => (event.type === 'usage' ? [event] : []));
    expect(usages).toHaveLength(CAPTURED.requests);
    expect(usages.reduce((sum, { outputTokens = 0 }) => sum + outputTokens, 0)).toBe(
      CAPTURED.outputTokens,
    );
    expect(await run()).toEqual({ sent: 0, complete: 0, unreadable: 0, events: 0 });
  });

  test('a session that came whole by telemetry is not sent again; one request less, and it is', async () => {
    const rig = new ImportRig();
    const file = rig.write(`-p/${SESSION}.jsonl`, answers(0, 30));
    const { received, kept, run } = healing(rig);
    for (let index = 0; index < 30; index++) received.add(SESSION, `req_${String(index)}`);
    expect(await run()).toMatchObject({ complete: 1, sent: 0 });
    expect(kept).toEqual([]);
    appendFileSync(file, answers(30, 32));
    received.add(SESSION, 'req_30');
    expect(await run()).toMatchObject({ complete: 0, sent: 1 });
    expect(kept.map((event) => event.type === 'usage' && event.requestId)).toContain('req_31');
  });

  test('what is still written, and what was there before, is left alone', async () => {
    const rig = new ImportRig();
    const old = rig.write(`-p/old.jsonl`, answers(0, 3));
    utimesSync(old, NOW / 1_000 - 90_000, NOW / 1_000 - 90_000);
    const open = rig.write(`-p/open.jsonl`, answers(3, 6));
    utimesSync(open, NOW / 1_000 - 60, NOW / 1_000 - 60);
    const { kept, run } = healing(rig, { now: () => NOW });
    await run({ since: NOW - 3_600_000, quietMs: 10 * MINUTE_MS });
    expect(kept).toEqual([]);
    await run({ since: NOW - 3_600_000, quietMs: MINUTE_MS / 2 });
    expect(kept).toHaveLength(4);
  });

  test('[PRX4] of a folder that is never reported, nothing is kept', async () => {
    const rig = new ImportRig();
    rig.write(`-home-dev-shop/${SESSION}.jsonl`, answers(0, 3));
    const { kept, run } = healing(rig, { isSilent: ({ folder }) => folder === '/home/dev/shop' });
    await run();
    expect(kept).toEqual([]);
  });

  test('[PRX4] of a time that was paused, nothing is kept', async () => {
    const keptWith = async (fields: Partial<HealDeps>): Promise<number[]> => {
      const rig = new ImportRig();
      rig.write(`-home-dev-shop/${SESSION}.jsonl`, answers(0, 3));
      const { kept, run } = healing(rig, fields);
      await run();
      return kept.map(timeOf);
    };
    const all = await keptWith({});
    const pausedAt = Math.max(...all);
    const others = all.filter((time) => time !== pausedAt);
    expect(others.length).toBeGreaterThan(0);
    expect(await keptWith({ isSilent: ({ at }) => at === pausedAt })).toEqual(others);
  });

  test('[PRX4] what looks like a secret is replaced before it is kept', async () => {
    const rig = new ImportRig();
    const secret = `sk-ant-api03-${'x1Yz'.repeat(23)}-AA`;
    const lines = answers(0, 3).replaceAll('/home/dev/shop', `/home/dev/${secret}`);
    rig.write(`-home-dev-shop/${SESSION}.jsonl`, lines);
    const { kept, run } = healing(rig);
    await run();
    expect(lines).toContain(secret);
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  test('it stops when the relay does, and goes on with the next one', async () => {
    const rig = new ImportRig();
    rig.addCaptures();
    const { run } = healing(rig);
    let files = 0;
    await run({ shouldStop: () => ++files > 3 });
    expect(await run()).toMatchObject({ sent: 5 });
  });
});

test('of very many requests the oldest sessions are forgotten', () => {
  const received = new ReceivedRequests();
  for (let index = 0; index < 600; index++) received.add(`s${String(index)}`, 'r');
  expect(received.has('s0', 'r')).toBe(false);
  expect(received.has('s599', 'r')).toBe(true);
  expect(received.has('s599', 'other')).toBe(false);
});

describe('in the relay', () => {
  function started(rig: ImportRig, timing = {}) {
    const waiters = new Set<() => void>();
    const kept: string[] = [];
    const env: HealingContext['env'] = {
      HOME: rig.home,
      CLAUDE_MONITOR_DATA: join(rig.home, 'data'),
      CLAUDE_MONITOR_SPOOL: join(rig.home, 'spool'),
      XDG_CONFIG_HOME: join(rig.home, 'config'),
    };
    const start = async () => {
      const extension = startHealing(
        {
          env,
          now: Date.now,
          keep: (lines) => {
            kept.push(...lines);
            for (const look of waiters) look();
          },
          isSilent: () => false,
          hasRequest: () => false,
        },
        { firstMs: 1e6, everyMs: 1e6, afterEndMs: 20, quietMs: 0, ...timing },
      );
      onTestFinished(() => extension.stop());
      return extension;
    };
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (kept.length >= count) resolve();
        };
        waiters.add(look);
        look();
      });
    return { kept, start, until };
  }

  test('the end of a session brings in its transcript, wherever the client keeps it', async () => {
    const rig = new ImportRig();
    const { kept, start, until } = started(rig);
    const extension = await start();
    const elsewhere = join(scratchFolder(), 'projects', '-p');
    mkdirSync(elsewhere, { recursive: true });
    const path = join(elsewhere, `${SESSION}.jsonl`);
    appendFileSync(path, answers(0, 5));
    extension.onHook({ hook_event_name: 'SessionEnd', transcript_path: path });
    expect(extension.isBusy()).toBe(true);
    await until(6);
    await extension.stop();
    expect(kept).toHaveLength(6);
    expect(extension.status().last).toMatchObject({ sent: 1, events: 6 });
  });

  test('what ended while the relay was down is found by the next one; what was before the first is not', async () => {
    const rig = new ImportRig();
    const past = rig.write('-p/past.jsonl', answers(0, 5));
    utimesSync(past, 1_000, 1_000);
    const { kept, start, until } = started(rig, { firstMs: 1 });
    await (await start()).stop();
    rig.write('-p/missed.jsonl', answers(5, 8));
    await start();
    await until(4);
    expect(kept.map((line) => /req_(\d)/.exec(line)?.[1]).filter(Boolean)).toEqual(['5', '6', '7']);
  });
});
