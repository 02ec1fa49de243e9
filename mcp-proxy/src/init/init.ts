import { join } from 'node:path';
import { NOT_CONFIGURED } from '@claude-monitor/protocol/client-faults';
import { loadConfig, configPaths } from '../config.ts';
import { placesOf } from '../machine/places.ts';
import { writePrivate } from '../machine/private-file.ts';
import { saveMachine, type Machine } from '../machine/machine-file.ts';
import { installedProgram, installProgram, thisProgram } from '../machine/program.ts';
import { callRelay, holderOf } from '../relay/call-relay.ts';
import { ensureRelay } from '../relay/start-relay.ts';
import { nonEmpty, type Destination, type Env, type Flags } from '../resolve-config.ts';
import { VERSION } from '../version.ts';
import { AGENTS, planAgent, type AgentName, type AgentPlan } from './agents.ts';
import { carryOut, type Planned } from './change.ts';
import { checkMonitor } from './check-monitor.ts';
import { machineFor } from '../machine/choose-port.ts';
import { diffOf } from './diff.ts';
import { COMMAND_HOOK, HOOK_REASONS } from './hook-reasons.ts';
import { readInstalled, saveInstalled } from './installed.ts';
import { managedPlugin, managedSettings } from './managed.ts';
import { processTerminal, type Terminal } from './terminal.ts';

type InitFlags = Flags & {
  agent?: string | undefined;
  yes?: boolean | undefined;
  'dry-run'?: boolean | undefined;
  direct?: boolean | undefined;
  telemetry?: boolean | undefined;
  managed?: string | undefined;
  marketplace?: string | undefined;
};

/** What ends `init` early; said to its user, exit code 1. */
class Refused extends Error {}

/** `claude-monitor init`: connects the agents of this user on this machine, after it showed how. */
export async function init(
  flags: InitFlags,
  env: Env,
  terminal: Terminal = processTerminal(),
): Promise<void> {
  try {
    await run(flags, env, terminal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`claude-monitor: ${error.message}\n`);
    process.exitCode = 1;
  }
}

async function run(flags: InitFlags, env: Env, terminal: Terminal): Promise<void> {
  const isDryRun = flags['dry-run'] === true;
  const agent = agentOf(flags.agent);
  const destination = await readDestination(flags, env, terminal);
  const check = await checkMonitor(destination);
  if (check.kind !== 'fine') throw new Refused(check.fault);
  terminal.print(`${destination.url} responds and accepts the key.`);
  if (flags.managed !== undefined)
    return writeManaged(flags.managed, flags, { destination, terminal });

  const isDirect = flags.direct === true;
  const machine = await machineFor(env);
  const relayUrl = `http://127.0.0.1:${String(machine.port)}`;
  const target = isDirect
    ? { url: destination.url, secret: destination.key }
    : { url: relayUrl, secret: machine.secret };
  if (thisProgram() === null && installedProgram(env) === null && !isDryRun) {
    throw new Refused('Build the client first: npm run build');
  }
  const command = [process.execPath, join(placesOf(env).program, 'index.js')] as const;
  const earlier = readInstalled(env);
  const isOnlyTelemetry = flags.telemetry === true;
  const plan = planAgent(agent, { env, target, command, isDirect, isOnlyTelemetry, earlier });
  show(plan, { hasHooks: agent === 'claude' && !isOnlyTelemetry, isDirect }, terminal);
  for (const remark of plan.remarks) terminal.print(`\nNote: ${remark}`);
  if (isDryRun) return terminal.print('\nNothing was changed (--dry-run).');
  if (!(await isAgreed(flags, terminal))) throw new Refused('Nothing was changed.');

  if (thisProgram() !== null) installProgram(env);
  saveDestination(destination, env);
  saveMachine(machine, env);
  const backups = join(placesOf(env).state, 'backups');
  const files = plan.changes.map((change) => {
    const known = earlier.files.find(({ path }) => path === change.path);
    const backup = carryOut(change, backups);
    return { ...change.installed, backup: known === undefined ? backup : known.backup };
  });
  const others = earlier.files.filter(({ path }) => files.every((file) => file.path !== path));
  saveInstalled({ version: VERSION, at: Date.now(), files: [...others, ...files] }, env);
  await restartRelay(machine, env);
  terminal.print(
    `\nConnected. Restart ${NAMES[agent]}; its sessions appear at ${destination.url} within seconds.\n` +
      'Check with `claude-monitor doctor`, undo with `claude-monitor uninstall`.',
  );
}

const NAMES: Record<AgentName, string> = {
  claude: 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
};

function agentOf(name: string | undefined): AgentName {
  const agent = AGENTS.find((each) => each === (name ?? 'claude'));
  if (agent === undefined) throw new Refused(`--agent takes one of: ${AGENTS.join(', ')}`);
  return agent;
}

async function readDestination(
  flags: InitFlags,
  env: Env,
  terminal: Terminal,
): Promise<Omit<Destination, 'origin'>> {
  const { destination, problem } = loadConfig(flags, env);
  if (destination !== null) return destination;
  if (!terminal.isInteractive) {
    throw new Refused(`${problem ?? NOT_CONFIGURED} Or pass --url URL --key KEY.`);
  }
  const given = nonEmpty(flags.url) ?? nonEmpty(env['CLAUDE_MONITOR_URL']);
  const url = given ?? (await terminal.prompt('URL of the monitor: '));
  const key = await terminal.prompt('Key with scope ingest (not shown): ', { isHidden: true });
  const entered = loadConfig({ url, key }, {});
  if (entered.destination === null) throw new Refused(entered.problem ?? NOT_CONFIGURED);
  return entered.destination;
}

function show(
  { changes }: AgentPlan,
  { hasHooks, isDirect }: { hasHooks: boolean; isDirect: boolean },
  terminal: Terminal,
): void {
  for (const change of changes) {
    if (change.before === change.after) {
      terminal.print(`\n${change.path}: nothing to change`);
      continue;
    }
    terminal.print(`\n${change.path}\n${diffOf(change.before ?? '', change.after ?? '')}`);
  }
  if (hasHooks) terminal.print(`\n${reasonsTable()}`);
  if (isDirect) terminal.print(`\n${DIRECT_WARNING}`);
}

const DIRECT_WARNING =
  'With --direct, Claude Code sends each hook over the network unchanged: with prompts, tool input and output, the ' +
  'last answer, and paths. The Worker drops them before it stores anything, but they do leave this machine. ' +
  'The key is stored in your user settings, readable only by you. Without --direct the relay removes text first.';

function reasonsTable(): string {
  const rows = [[COMMAND_HOOK.name, COMMAND_HOOK.reason], ...Object.entries(HOOK_REASONS)];
  const lines = rows.map(([name = '', reason = '']) => `  ${name.padEnd(20)} ${reason}`);
  return ['Hooks and why each is needed:', ...lines].join('\n');
}

async function isAgreed(flags: InitFlags, terminal: Terminal): Promise<boolean> {
  if (flags.yes === true) return true;
  if (!terminal.isInteractive) {
    throw new Refused('Nothing was changed. Without a terminal, confirm with --yes.');
  }
  return /^y(es)?$/i.test(await terminal.prompt('\nMake these changes? [y/N] '));
}

function saveDestination({ url, key, readKey }: Omit<Destination, 'origin'>, env: Env): void {
  const saved = readKey === undefined ? { url, key } : { url, key, readKey };
  writePrivate(configPaths(env, '').saved, `${JSON.stringify(saved, null, 2)}\n`);
}

/** One that runs has the former key and the former program. */
async function restartRelay(machine: Machine, env: Env): Promise<void> {
  const holder = await holderOf(machine);
  if (holder.kind === 'relay') await callRelay(machine, { path: '/replace' });
  const started = await ensureRelay(env);
  if (started.kind === 'failed') throw new Refused(`Set up, but ${started.reason}.`);
}

function writeManaged(
  path: string,
  { marketplace }: InitFlags,
  { destination, terminal }: { destination: Omit<Destination, 'origin'>; terminal: Terminal },
): void {
  const target = { url: destination.url, secret: destination.key };
  const text =
    marketplace === undefined ? managedSettings(target) : managedPlugin(target, marketplace);
  writePrivate(path, text);
  terminal.print(
    `Wrote ${path}. Put it on each machine as managed-settings.json: /etc/claude-code on Linux, ` +
      '/Library/Application Support/ClaudeCode on macOS, C:\\Program Files\\ClaudeCode on Windows.\n' +
      (marketplace === undefined ? DIRECT_WARNING : MANAGED_PLUGIN),
  );
}

const MANAGED_PLUGIN =
  'Each machine then gets the plugin, whose relay leaves out every text. The key stands in the file, which all users of a ' +
  'machine can read: make one with scope ingest alone.';

export type { Planned };
