import { nonEmpty, type Env } from '../resolve-config.ts';
import { ChoicesWatch, isNeverReported, isPaused, isSwitchedOff } from './choices.ts';

/** Whether a process with this environment records nothing: switched off, in a private folder, or paused. */
export function silenceOf(env: Env): () => boolean {
  if (isSwitchedOff(env)) return () => true;
  const watch = new ChoicesWatch(env);
  const folder = nonEmpty(env['CLAUDE_PROJECT_DIR']) ?? process.cwd();
  return () => {
    const choices = watch.read();
    return isNeverReported(choices, folder) || isPaused(choices, Date.now());
  };
}
