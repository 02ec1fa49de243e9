import { join, resolve, sep } from 'node:path';
import { statSync } from 'node:fs';
import { z } from 'zod';
import { readJson } from '../config.ts';
import { nonEmpty, type Env } from '../resolve-config.ts';
import { placesOf } from './places.ts';
import { writePrivate } from './private-file.ts';

const choicesSchema = z.object({
  /** Nothing is recorded before this time, epoch ms; null: until it is resumed. Absent: not paused. */
  pausedUntil: z.number().nullable().optional(),
  /** Folders whose sessions are never reported, with all below them. */
  neverReport: z.array(z.string()).default([]),
});

/** What its user chose not to have reported. */
export type Choices = z.infer<typeof choicesSchema>;

const NOTHING: Choices = { neverReport: [] };

export const choicesFile = (env: Env): string => join(placesOf(env).config, 'choices.json');

export function readChoices(env: Env): Choices {
  const parsed = choicesSchema.safeParse(readJson(choicesFile(env)));
  return parsed.success ? parsed.data : NOTHING;
}

export function saveChoices(choices: Choices, env: Env): void {
  writePrivate(choicesFile(env), `${JSON.stringify(choices, null, 2)}\n`);
}

export const isPaused = ({ pausedUntil }: Choices, now: number): boolean =>
  pausedUntil === null || (pausedUntil !== undefined && now < pausedUntil);

/** Whether work in this folder is never reported. */
export function isNeverReported({ neverReport }: Choices, folder: string | undefined): boolean {
  if (folder === undefined || folder === '') return false;
  const path = resolve(folder);
  return neverReport.some((each) => {
    const root = resolve(each);
    return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  });
}

/** `CLAUDE_MONITOR_OFF=1`: nothing of this process is recorded. */
export const isSwitchedOff = (env: Env): boolean =>
  !['', '0', 'false'].includes((nonEmpty(env['CLAUDE_MONITOR_OFF']) ?? '').toLowerCase());

/** Reads the file again when it changed; asked for every event. */
export class ChoicesWatch {
  readonly #env: Env;
  #changedAt = -1;
  #choices: Choices = NOTHING;

  constructor(env: Env) {
    this.#env = env;
  }

  read(): Choices {
    const stats = statSync(choicesFile(this.#env), { throwIfNoEntry: false });
    const changedAt = stats?.mtimeMs ?? 0;
    if (changedAt !== this.#changedAt) {
      this.#changedAt = changedAt;
      this.#choices = readChoices(this.#env);
    }
    return this.#choices;
  }
}
