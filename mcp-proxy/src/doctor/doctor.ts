import { loadConfig } from '../config.ts';
import type { Env, Flags } from '../resolve-config.ts';
import { VERSION } from '../version.ts';
import type { Context, Finding, State } from './check.ts';
import { checkCodex } from './checks/codex.ts';
import { checkBrake } from './checks/brake.ts';
import { checkDisk, checkProgram, checkRelay } from './checks/machine.ts';
import { checkDestination } from './checks/monitor.ts';
import { checkRecording } from './checks/recording.ts';
import { checkManaged, checkSettings } from './checks/settings.ts';
import { checkWays } from './checks/ways.ts';

const MANAGED_FILES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
  win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
};
const MANAGED_LINUX = '/etc/claude-code/managed-settings.json';

/** `claude-monitor doctor`: what is wrong between this machine's agents and the page, and the fix of each. */
export async function doctor(
  flags: Flags & { json?: boolean | undefined; managed?: string | undefined },
  env: Env,
): Promise<void> {
  const { destination, problem } = loadConfig(flags, env);
  const managedFile = flags.managed ?? MANAGED_FILES[process.platform] ?? MANAGED_LINUX;
  const findings = await examine({ env, destination, problem, managedFile, now: Date.now });
  process.stdout.write(flags.json === true ? jsonText(findings) : textOf(findings));
  if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1;
}

/** All checks in the order in which their faults hide each other. */
async function examine(context: Context): Promise<Finding[]> {
  const before = [
    checkRecording(context),
    ...(await checkDestination(context)),
    checkProgram(context),
    ...checkSettings(context),
    checkManaged(context),
    ...checkCodex(context),
    checkDisk(context),
    await checkRelay(context),
    ...(await checkBrake(context)),
  ];
  const blocked = before.find(({ id, state }) => state === 'failed' && BLOCKERS.has(id));
  if (blocked !== undefined) {
    const detail = `skipped: fix ${blocked.id} first`;
    return [...before, { id: 'ways', state: 'skipped', detail, fix: null }];
  }
  return [...before, ...(await checkWays(context))];
}

/** Without these nothing can arrive, and waiting for it tells nothing new. */
const BLOCKERS: ReadonlySet<string> = new Set([
  'config',
  'monitor',
  'tls',
  'key',
  'relay',
  'disk',
  'recording',
]);

const jsonText = (checks: readonly Finding[]): string =>
  `${JSON.stringify({ version: VERSION, checks }, null, 2)}\n`;

const MARKS: Record<State, string> = { ok: 'ok', warning: 'warn', failed: 'FAIL', skipped: 'skip' };

function textOf(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ id, state, detail, fix }) => [
    `${MARKS[state].padEnd(4)}  ${id.padEnd(13)} ${detail}`,
    ...(fix === null ? [] : [`${' '.repeat(20)}${fix}`]),
  ]);
  return `${lines.join('\n')}\n`;
}
