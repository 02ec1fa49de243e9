import { parseArgs, type ParseArgsConfig } from 'node:util';
import { COMMANDS, type Command } from './commands.ts';
import type { Env } from './config.ts';
import { VERSION } from './version.ts';

const WIDTH = 10;
const GENERAL = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

const COMMON_HELP = `  --url URL     the monitor (default: CLAUDE_MONITOR_URL, the saved file, the clone's local.json)
  --key KEY     a key with scope ingest (default: CLAUDE_MONITOR_KEY, then as above);
                share: with scope admin (default: CLAUDE_MONITOR_ADMIN_KEY)
  --help, --version
`;

type Choice =
  | { kind: 'print'; text: string }
  | { kind: 'refuse'; fault: string; help: string }
  | { kind: 'run'; start: (env: Env) => Promise<void> };

/** What a command line asks for. Pure: nothing of a command is loaded. */
export function choose(args: readonly string[]): Choice {
  const { own, behind } = splitArgs(args);
  const loose = parseArgs({
    args: [...own],
    strict: false,
    allowPositionals: true,
    options: { ...everyOption(), ...GENERAL },
  });
  const [name, ...surplus] = loose.positionals;
  if (loose.values['version'] === true) return { kind: 'print', text: `${VERSION}\n` };
  if (name === undefined || name === 'help') {
    const isRequested = loose.values['help'] === true || name === 'help';
    return isRequested
      ? { kind: 'print', text: overview() }
      : { kind: 'refuse', fault: 'missing command', help: overview() };
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    const nearest = nearestOf(name);
    const hint = nearest === null ? '' : `, did you mean ${nearest}?`;
    const where = nearest === null ? '; see claude-monitor --help' : '';
    return { kind: 'refuse', fault: `unknown command: ${name}${hint}${where}`, help: '' };
  }
  const help = helpOf(command);
  if (loose.values['help'] === true) return { kind: 'print', text: help };
  const fault = faultOf(command, { own, behind, surplus });
  if (fault !== null) return { kind: 'refuse', fault, help };
  const options = withoutFirst(own, name);
  return { kind: 'run', start: (env) => command.run(options, env, behind) };
}

function faultOf(
  command: Command,
  commandLine: { own: readonly string[]; behind: readonly string[]; surplus: readonly string[] },
): string | null {
  const { own, behind, surplus } = commandLine;
  if (command.takesProgram && (behind.length === 0 || surplus.length > 0)) {
    return `${command.name} needs a server command after --`;
  }
  const words = command.takesProgram || command.takesWords ? [] : [...surplus, ...behind];
  if (words.length > 0) return `unexpected argument: ${words.join(' ')}`;
  try {
    parseArgs({ args: [...own], options: command.options, allowPositionals: true });
    return null;
  } catch (error) {
    // The first line says it; Node's others speak of what a positional argument is.
    return error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'bad arguments';
  }
}

/** What stands behind `--` belongs to another program, and is not looked at. */
function splitArgs(args: readonly string[]): { own: readonly string[]; behind: readonly string[] } {
  const at = args.indexOf('--');
  return at === -1
    ? { own: args, behind: [] }
    : { own: args.slice(0, at), behind: args.slice(at + 1) };
}

/** `--name mcp mcp`: the value of an option may be spelled like the command. */
function withoutFirst(args: readonly string[], name: string): string[] {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: { ...everyOption(), ...GENERAL },
  });
  const at = tokens.find((token) => token.kind === 'positional' && token.value === name)?.index;
  return args.filter((_, index) => index !== at);
}

/** An option may stand before its command; what it takes must not be read as one. */
function everyOption(): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(COMMANDS.flatMap(({ options }) => Object.entries(options)));
}

export function overview(): string {
  const commands = COMMANDS.filter(({ isInternal }) => !isInternal).map(entryOf);
  return `claude-monitor ${VERSION}: report what Claude agents do\n\n${commands.join('')}\n${COMMON_HELP}`;
}

function helpOf(command: Command): string {
  const isAbout = 'url' in command.options ? COMMON_HELP : '  --help, --version\n';
  return `${entryOf(command)}\n${isAbout}`;
}

const entryOf = ({ name, summary, help }: Command): string =>
  `  claude-monitor ${name.padEnd(WIDTH)} ${summary}\n${help.map((line) => `    ${line}\n`).join('')}`;

/** The command that a typo most likely meant; null where none is near. */
function nearestOf(word: string): string | null {
  const [best] = COMMANDS.filter(({ isInternal }) => !isInternal)
    .map(({ name }) => ({ name, distance: editsBetween(word, name) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= 2 ? best.name : null;
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 0; at < a.length; at++) {
    const next = [at + 1];
    for (let column = 0; column < b.length; column++) {
      const replaced = (row[column] ?? 0) + (a.charAt(at) === b.charAt(column) ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
