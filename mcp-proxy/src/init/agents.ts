import { homedir } from 'node:os';
import { join } from 'node:path';
import { nonEmpty, type Env } from '../resolve-config.ts';
import { planBlock, planJson, type Planned } from './change.ts';
import {
  hookEntries,
  quoted,
  serverEntry,
  telemetryEntries,
  telemetryOf,
  type Target,
} from './claude-entries.ts';
import { removeEntries, valueAt } from './entries.ts';
import type { Installed } from './installed.ts';
import { readSettings } from './settings-file.ts';
import { codexFault } from './codex-version.ts';

export const AGENTS = ['claude', 'codex', 'gemini'] as const;
export type AgentName = (typeof AGENTS)[number];

type Wiring = {
  env: Env;
  target: Target;
  /** Node and the installed client; its commands follow. */
  command: readonly [string, ...string[]];
  /** Hooks go straight to the Worker. */
  isDirect: boolean;
  /** Hooks and tools come by the plugin of Claude Code. */
  isOnlyTelemetry: boolean;
  earlier: Installed;
};

/** The files of an agent as they are to be, and what could not be done without touching what is its user's. */
export type AgentPlan = { changes: Planned[]; remarks: string[] };

export function planAgent(agent: AgentName, wiring: Wiring): AgentPlan {
  switch (agent) {
    case 'claude':
      return planClaude(wiring);
    case 'codex':
      return planCodex(wiring);
    case 'gemini':
      return planGemini(wiring);
  }
}

export function claudeFiles(env: Env): { settings: string; servers: string } {
  const home = nonEmpty(env['HOME']) ?? homedir();
  const own = nonEmpty(env['CLAUDE_CONFIG_DIR']);
  return {
    settings: join(own ?? join(home, '.claude'), 'settings.json'),
    servers: join(own ?? home, '.claude.json'),
  };
}

const earlierOf = ({ earlier }: Wiring, path: string) =>
  earlier.files.find((file) => file.path === path);

function planClaude(wiring: Wiring): AgentPlan {
  const { env, target, command, isDirect, isOnlyTelemetry } = wiring;
  const { settings, servers } = claudeFiles(env);
  const startCommand = [...command.map(quoted), 'hook', ...(isDirect ? ['--direct'] : [])].join(
    ' ',
  );
  const foreign = foreignTelemetry(wiring, settings);
  const entries = [
    ...(isOnlyTelemetry ? [] : hookEntries(target, startCommand)),
    ...(foreign === null ? telemetryEntries(target) : []),
  ];
  const agent = 'claude';
  const remarks =
    foreign === null
      ? []
      : [
          `${settings} already sends telemetry elsewhere (${foreign}) and was left unchanged. Tokens and ` +
            'cost come from transcripts only. Remove that setting and run init again to send telemetry here.',
        ];
  const planned = planJson({ path: settings, agent, entries }, earlierOf(wiring, settings));
  const server = planJson(
    {
      path: servers,
      agent,
      entries: isOnlyTelemetry ? [] : [serverEntry([...command, 'mcp'])],
    },
    earlierOf(wiring, servers),
  );
  return { changes: isOnlyTelemetry ? [planned] : [planned, server], remarks };
}

/** A telemetry variable that its user set to something else; null when there is none. */
function foreignTelemetry(wiring: Wiring, settings: string): string | null {
  const before = readSettings(settings);
  if (before === null || before.trim() === '') return null;
  const earlier = earlierOf(wiring, settings);
  const text = earlier === undefined ? before : removeEntries(before, earlier.additions);
  for (const [name, value] of Object.entries(telemetryOf(wiring.target))) {
    const there = valueAt(text, ['env', name]);
    if (there !== undefined && there !== value) return name;
  }
  return null;
}

function planCodex(wiring: Wiring): AgentPlan {
  const { env, target, command } = wiring;
  const home = nonEmpty(env['CODEX_HOME']) ?? join(nonEmpty(env['HOME']) ?? homedir(), '.codex');
  const path = join(home, 'config.toml');
  const exporter =
    `{ otlp-http = { endpoint = "${target.url}/v1/logs", protocol = "binary", ` +
    `headers = { "Authorization" = "Bearer ${target.secret}" } } }`;
  const [program, ...args] = command;
  const block = [
    '# claude-monitor: begin (`claude-monitor uninstall` removes it)',
    '[otel]',
    'log_user_prompt = false',
    // Its metrics name no session, so nothing is read from them.
    `exporter = ${exporter}`,
    '[mcp_servers.claude-monitor]',
    `command = ${JSON.stringify(program)}`,
    `args = ${JSON.stringify([...args, 'mcp'])}`,
    '# claude-monitor: end',
    '',
  ].join('\n');
  const planned = planBlock({ path, agent: 'codex', block }, earlierOf(wiring, path));
  const own = (planned.after ?? '').replace(block, '');
  const taken = ['otel', 'mcp_servers.claude-monitor'].find((name) =>
    own.split('\n').some((line) => line.trim().startsWith(`[${name}`)),
  );
  const fault = codexFault(env);
  const remarks = fault === null ? [] : [fault];
  if (taken === undefined) return { changes: [planned], remarks };
  const remark = `${path} already has a table [${taken}] and was left unchanged. Remove it and run init again to connect Codex.`;
  return { changes: [], remarks: [...remarks, remark] };
}

function planGemini(wiring: Wiring): AgentPlan {
  const { env, target, command, isDirect } = wiring;
  if (isDirect) {
    const remark =
      'Gemini CLI can’t send a key, so it can’t send to the monitor directly. Run init without --direct.';
    return { changes: [], remarks: [remark] };
  }
  const path = join(nonEmpty(env['HOME']) ?? homedir(), '.gemini', 'settings.json');
  const telemetry = {
    enabled: true,
    target: 'local',
    // Its exporter can be given no header. Until 0.33 it posts to the address as it is,
    // later it adds a path.
    otlpEndpoint: `${target.url}/key/${target.secret}/v1/logs`,
    otlpProtocol: 'http',
    logPrompts: false,
  };
  const [program, ...args] = command;
  const entries = [
    { path: [], name: 'telemetry', value: telemetry },
    {
      path: ['mcpServers'],
      name: 'claude-monitor',
      value: { command: program, args: [...args, 'mcp'] },
    },
  ];
  const planned = planJson({ path, agent: 'gemini', entries }, earlierOf(wiring, path));
  const isForeign = planned.installed.additions.entries.every(({ name }) => name !== 'telemetry');
  const remarks = isForeign
    ? [`${path} already configures telemetry, which was left unchanged.`]
    : [];
  return { changes: [planned], remarks };
}
