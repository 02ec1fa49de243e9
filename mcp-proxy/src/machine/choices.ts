import { join, resolve, sep } from 'node:path';
import { statSync } from 'node:fs';
import { z } from 'zod';
import { readJson } from '../config.ts';
import { nonEmpty, type Env } from '../resolve-config.ts';
import { placesOf } from './places.ts';
import { writePrivate } from './private-file.ts';

/** Texts that an event has a field for. */
export const TEXT_KINDS = ['prompt', 'toolInput', 'toolOutput'] as const;
export const textKindSchema = z.enum(TEXT_KINDS);
export type TextKind = z.infer<typeof textKindSchema>;

const choicesSchema = z.object({
  /** When nothing is recorded, the oldest first; epoch ms, until null: until it is resumed. */
  pauses: z.array(z.object({ from: z.number(), until: z.number().nullable() })).default([]),
  /** Folders whose sessions are never reported, with all below them. */
  neverReport: z.array(z.string()).default([]),
  /** Texts that may leave this machine. */
  texts: z.array(textKindSchema).catch([]).default([]),
});

/** What its user chose not to have reported. */
export type Choices = z.infer<typeof choicesSchema>;

const NOTHING: Choices = { pauses: [], neverReport: [], texts: [] };

/** So many pauses are remembered: an import of the past leaves out what happened in them. */
const PAUSES_KEPT = 200;

export const choicesFile = (env: Env): string => join(placesOf(env).config, 'choices.json');

export function readChoices(env: Env): Choices {
  const parsed = choicesSchema.safeParse(readJson(choicesFile(env)));
  return parsed.success ? parsed.data : NOTHING;
}

export function saveChoices(choices: Choices, env: Env): void {
  writePrivate(choicesFile(env), `${JSON.stringify(choices, null, 2)}\n`);
}

/** The pause that a time lies in. */
export const pauseAt = ({ pauses }: Choices, time: number): Choices['pauses'][number] | undefined =>
  pauses.find(({ from, until }) => time >= from && (until === null || time < until));

export const isPaused = (choices: Choices, time: number): boolean =>
  pauseAt(choices, time) !== undefined;

export function withPause(choices: Choices, from: number, until: number | null): Choices {
  const { pauses } = resumedAt(choices, from);
  return { ...choices, pauses: [...pauses, { from, until }].slice(-PAUSES_KEPT) };
}

/** The pause that a time lies in ends there. */
export const resumedAt = (choices: Choices, time: number): Choices => ({
  ...choices,
  pauses: choices.pauses.map((pause) =>
    pause === pauseAt(choices, time) ? { ...pause, until: time } : pause,
  ),
});

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
