import { choicesFile, isPaused, isSwitchedOff, readChoices } from '../../machine/choices.ts';
import { failed, ok, type Context, type Finding } from '../check.ts';

/** Whether its user wants anything recorded at all. */
export function checkRecording({ env, now }: Context): Finding {
  const id = 'recording';
  if (isSwitchedOff(env)) {
    return failed(id, 'CLAUDE_MONITOR_OFF is set here', 'Unset CLAUDE_MONITOR_OFF.');
  }
  const choices = readChoices(env);
  if (isPaused(choices, now())) {
    return failed(id, 'paused: nothing is recorded', 'Run `claude-monitor resume`.');
  }
  const count = choices.neverReport.length;
  return ok(
    id,
    count === 0 ? 'on' : `on, except in ${String(count)} folders (${choicesFile(env)})`,
  );
}
