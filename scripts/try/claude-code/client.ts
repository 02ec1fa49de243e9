import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { HOOK_NAMES } from '@claude-monitor/receivers';
import type { Launch } from './scenarios.ts';

/** A home and a project of its own, where everything goes to one workspace. */
export type Client = {
  binary: string;
  monitorBundle: string;
  folder: string;
  apiUrl: string;
  monitorUrl: string;
  key: string;
  exports: Readonly<Record<string, string>>;
};

const modelUsageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadInputTokens: z.number(),
  cacheCreationInputTokens: z.number(),
  costUSD: z.number(),
});

const resultSchema = z.object({
  session_id: z.string(),
  is_error: z.boolean(),
  total_cost_usd: z.number(),
  modelUsage: z.record(z.string(), modelUsageSchema),
});

/** The client's own account of a run, cumulative over a session that was resumed. */
export type RunResult = z.infer<typeof resultSchema> & {
  /** Of a session that was there before: what the results before it counted is in this one too. */
  isResumed: boolean;
};

/** http hooks are not offered for these (they are skipped). */
const NO_HTTP_HOOKS: ReadonlySet<string> = new Set(['SessionStart', 'Setup']);

export async function runClient(
  client: Client,
  launch: Launch,
  session: string | null,
): Promise<RunResult> {
  const project = join(client.folder, 'project');
  const home = join(client.folder, 'home');
  for (const folder of [project, home]) mkdirSync(folder, { recursive: true });
  const settings = writeJson(client.folder, 'settings.json', { hooks: hooksFor(client) });
  const servers = writeJson(client.folder, 'mcp.json', { mcpServers: mcpServers(client) });
  const child = spawn(
    client.binary,
    [
      '-p',
      launch.prompt,
      '--output-format=json',
      '--dangerously-skip-permissions',
      `--settings=${settings}`,
      `--mcp-config=${servers}`,
      '--strict-mcp-config',
      `--model=${launch.model ?? 'claude-sonnet-4-5'}`,
      ...(launch.resumes === undefined || session === null ? [] : ['--resume', session]),
      ...(launch.resumes === 'fork' ? ['--fork-session'] : []),
      ...(launch.args ?? []),
    ],
    {
      cwd: project,
      env: { ...environmentOf(client, home), ...launch.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, faults] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  const result = resultSchema.safeParse(lastJson(output));
  if (result.success) return { ...result.data, isResumed: launch.resumes !== undefined };
  throw new Error(`the client gave no result:\n${output}\n${faults}`);
}

const environmentOf = (client: Client, home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  IS_SANDBOX: '1',
  ANTHROPIC_BASE_URL: client.apiUrl,
  ANTHROPIC_API_KEY: 'no key of anybody',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_MAX_RETRIES: '1',
  CLAUDE_MONITOR_KEY: client.key,
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
  OTEL_LOGS_EXPORT_INTERVAL: '500',
  OTEL_EXPORTER_OTLP_ENDPOINT: client.monitorUrl,
  OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${client.key}`,
  ...client.exports,
});

const hooksFor = (client: Client): object =>
  Object.fromEntries(
    HOOK_NAMES.filter((name) => !NO_HTTP_HOOKS.has(name)).map((name) => [
      name,
      [{ hooks: [hookTo(client)] }],
    ]),
  );

const hookTo = (client: Client): object => ({
  type: 'http',
  url: `${client.monitorUrl}/v1/hooks/claude-code`,
  headers: { Authorization: 'Bearer $CLAUDE_MONITOR_KEY' },
  allowedEnvVars: ['CLAUDE_MONITOR_KEY'],
  timeout: 5,
});

const mcpServers = (client: Client): object => ({
  'claude-monitor': {
    command: process.execPath,
    args: [client.monitorBundle, 'mcp'],
    env: {
      CLAUDE_MONITOR_URL: client.monitorUrl,
      CLAUDE_MONITOR_KEY: client.key,
      CLAUDE_MONITOR_SPOOL: join(client.folder, 'spool'),
    },
  },
});

function writeJson(folder: string, name: string, value: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

function lastJson(output: string): unknown {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}
