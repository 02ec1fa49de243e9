import { loadConfig, type Env, type Flags } from '../../config.ts';
import { spoolFolder } from '../folder.ts';
import { SetAsideLog, type SetAside } from './set-aside.ts';

const SHOWN_LINE = 160;

/** `claude-monitor status --rejected`: what was set aside, the newest last; with --json whole, one a line. */
export function printRejected(flags: Flags & { json?: boolean | undefined }, env: Env): void {
  const { destination } = loadConfig(flags, env);
  const entries = new SetAsideLog(spoolFolder(env, destination)).read();
  process.stdout.write(flags.json === true ? asJson(entries) : rejectedText(entries));
}

export function rejectedText(entries: readonly SetAside[]): string {
  if (entries.length === 0) return 'No rejected events.\n';
  return entries
    .map(({ at, reason, line }) => `${timeOf(at)}  ${reason}\n  ${cut(line)}\n`)
    .join('');
}

const asJson = (entries: readonly SetAside[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** What a damaged line holds may be anything: nothing of it gets to move a terminal's cursor. */
const cut = (line: string): string => {
  const shown = line.replace(/[^\x20-\x7e]/g, '?');
  return shown.length > SHOWN_LINE ? `${shown.slice(0, SHOWN_LINE)}…` : shown;
};
