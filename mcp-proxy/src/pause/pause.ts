import { resolve } from 'node:path';
import { isPaused, readChoices, resumedAt, saveChoices, withPause } from '../machine/choices.ts';
import type { Env } from '../resolve-config.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

type PauseFlags = { for?: string | undefined; folder?: string | undefined };

/** `claude-monitor pause`: nothing of this machine is recorded until then; of a folder, never. */
export function pause(flags: PauseFlags, env: Env, now = Date.now()): void {
  const choices = readChoices(env);
  if (flags.folder !== undefined) {
    const folder = resolve(flags.folder);
    const neverReport = [...new Set([...choices.neverReport, folder])];
    saveChoices({ ...choices, neverReport }, env);
    return print(
      `Sessions in ${folder} are never reported. \`claude-monitor resume --folder\` undoes this.`,
    );
  }
  const forMs = flags.for === undefined ? null : durationOf(flags.for);
  if (Number.isNaN(forMs)) {
    process.stderr.write('claude-monitor: --for takes a time like 30m, 2h or 1d\n');
    process.exitCode = 2;
    return;
  }
  const pausedUntil = forMs === null ? null : now + forMs;
  saveChoices(withPause(choices, now, pausedUntil), env);
  const until =
    pausedUntil === null
      ? 'you run `claude-monitor resume`'
      : new Date(pausedUntil).toLocaleString();
  print(`Paused until ${until}. Nothing is recorded until then.`);
}

/** `claude-monitor resume`: records again. */
export function resume(flags: { folder?: string | undefined }, env: Env, now = Date.now()): void {
  const choices = readChoices(env);
  if (flags.folder !== undefined) {
    const folder = resolve(flags.folder);
    const neverReport = choices.neverReport.filter((each) => each !== folder);
    saveChoices({ ...choices, neverReport }, env);
    return print(`New sessions in ${folder} are reported again.`);
  }
  const wasPaused = isPaused(choices, now);
  saveChoices(resumedAt(choices, now), env);
  print(wasPaused ? 'Recording again.' : 'Recording wasn’t paused.');
}

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Milliseconds; NaN for what is no duration. */
function durationOf(text: string): number {
  const match = /^(\d{1,4})([mhd])$/.exec(text.trim());
  return Number(match?.[1] ?? NaN) * (UNITS[match?.[2] ?? ''] ?? NaN);
}
