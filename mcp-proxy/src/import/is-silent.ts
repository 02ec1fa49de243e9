import { isNeverReported, isPaused, readChoices } from '../machine/choices.ts';
import { placesOf } from '../machine/places.ts';
import { SilentSessions } from '../machine/silent-sessions.ts';
import type { Env } from '../resolve-config.ts';

/** Whether nothing is reported of a session, or nothing of it at a time (epoch ms). */
export type IsSilent = (session: {
  id: string;
  folder?: string | undefined;
  at?: number | undefined;
}) => boolean;

/** What the user of this machine chose: folders, sessions that were private, times of a pause (rule PRX4). */
export function silentPast(env: Env): IsSilent {
  const choices = readChoices(env);
  const sessions = new SilentSessions(placesOf(env).state);
  return ({ id, folder, at }) =>
    sessions.has(id) ||
    isNeverReported(choices, folder) ||
    (at !== undefined && isPaused(choices, at));
}
