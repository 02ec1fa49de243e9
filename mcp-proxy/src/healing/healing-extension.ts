import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { z } from 'zod';
import { loadConfig, type Env } from '../config.ts';
import { spoolFolder } from '../spool/folder.ts';
import { writeDraft } from '../import/write-draft.ts';
import { defaultRoots, findTranscripts } from '../import/find-transcripts.ts';
import { heal, type HealDeps, type Healed } from './heal.ts';
import { ImportState } from '../import/import-state.ts';

/** What the relay gives to a part of it that has a job of its own. */
export type HealingContext = {
  env: Env;
  now: () => number;
  keep: (lines: readonly string[]) => void;
  isSilent: HealDeps['isSilent'];
  /** Whether telemetry reported a request. */
  hasRequest: (sessionId: string, requestId: string) => boolean;
};

/** Without a word of its end, a session has ended when its transcript was not written for this long. */
const QUIET_MS = 10 * 60_000;
const EVERY_MS = 10 * 60_000;
const FIRST_MS = 30_000;

const markSchema = z.object({ since: z.number() });

/** In ms; a transcript is looked at `afterEndMs` after the end of its session. */
type Timing = { afterEndMs: number } & Partial<Record<'quietMs' | 'everyMs' | 'firstMs', number>>;

/**
 * In the relay: looks for sessions that did not come whole, a while after each end, now and then, and after its
 * start for those that it missed while it was down. The first start on a machine sets from when on.
 */
export function startHealing(context: HealingContext, timing: Timing) {
  const { env, now } = context;
  const { afterEndMs, quietMs = QUIET_MS } = timing;
  const { everyMs = EVERY_MS, firstMs = FIRST_MS } = timing;
  const folder = spoolFolder(env, loadConfig({}, env).destination);
  const since = beginningIn(join(folder, 'healing.json'), now());
  const roots = new Set(defaultRoots(env));
  const last: { at: number | null; healed: Healed | null } = { at: null, healed: null };
  const timers = new Set<NodeJS.Timeout>();
  let running: Promise<void> | null = null;
  let isStopped = false;

  const look = (ofAge: number): void => {
    if (isStopped) return;
    running = (running ?? Promise.resolve())
      .then(async () => {
        last.healed = await heal(
          {
            files: findTranscripts([...roots]).files,
            since,
            quietMs: ofAge,
            shouldStop: () => isStopped,
          },
          {
            // Read again: an import may have been here.
            state: new ImportState(join(folder, 'imported.json')),
            hasRequest: context.hasRequest,
            isSilent: context.isSilent,
            keep: context.keep,
            pause: () => pause(),
            now,
          },
        );
        last.at = now();
      })
      .catch(() => undefined);
  };
  const later = (delayMs: number, ofAge: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      look(ofAge);
    }, delayMs);
    timers.add(timer);
  };
  const first = setTimeout(() => {
    look(quietMs);
  }, firstMs).unref();
  const every = setInterval(() => {
    look(quietMs);
  }, everyMs).unref();

  return {
    name: 'healing',
    onHook: (hook: Readonly<Record<string, unknown>>): void => {
      const { hook_event_name: name, transcript_path: path } = hook;
      // PROJECTS/FOLDER/SESSION.jsonl, wherever this client keeps them.
      if (typeof path === 'string' && path.endsWith('.jsonl')) roots.add(dirname(dirname(path)));
      if (name === 'SessionEnd') later(afterEndMs, Math.min(quietMs, afterEndMs / 2));
    },
    isBusy: () => timers.size > 0,
    status: () => ({ since, lastLookedAt: last.at, last: last.healed }),
    stop: async (): Promise<void> => {
      isStopped = true;
      for (const timer of [first, every, ...timers]) clearTimeout(timer);
      timers.clear();
      await running;
    },
  };
}

/** When healing began on this machine: what was there before is brought in by the import command only. */
function beginningIn(path: string, now: number): number {
  try {
    return markSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).since;
  } catch {
    writeDraft(path, JSON.stringify({ since: now }));
    return now;
  }
}
