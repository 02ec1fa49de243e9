import { HOOK_REASONS, COMMAND_HOOK, COMMAND_TIMEOUT_S, HOOK_TIMEOUT_S } from './hook-reasons.ts';
import type { Entry } from './entries.ts';

/** Where hooks and telemetry go, and what shows who sends them. */
export type Target = { url: string; secret: string };

/** Hooks of Claude Code, posted while the agent goes on; the one it posts to nobody is a command. */
export function hookEntries({ url, secret }: Target, startCommand: string): Entry[] {
  const post = {
    type: 'http',
    url: `${url}/v1/hooks/claude-code`,
    headers: { Authorization: `Bearer ${secret}` },
    timeout: HOOK_TIMEOUT_S,
  };
  const start = { type: 'command', command: startCommand, timeout: COMMAND_TIMEOUT_S };
  return [
    groupFor(COMMAND_HOOK.name, start),
    ...Object.keys(HOOK_REASONS).map((name) => groupFor(name, post)),
  ];
}

const groupFor = (name: string, handler: object): Entry => ({
  path: ['hooks', name],
  name: null,
  value: { hooks: [handler] },
});

/** Telemetry: tokens, cost and model of each request. Nothing that switches texts on. */
export const telemetryOf = ({ url, secret }: Target): Record<string, string> => ({
  CLAUDE_CODE_ENABLE_TELEMETRY: '1',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  // Milliseconds; by default 5,000, and a budget's brake would hold that much later.
  OTEL_LOGS_EXPORT_INTERVAL: '500',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${secret}`,
});

export const telemetryEntries = (target: Target): Entry[] =>
  Object.entries(telemetryOf(target)).map(([name, value]) => ({ path: ['env'], name, value }));

export const serverEntry = (command: readonly string[]): Entry => ({
  path: ['mcpServers'],
  name: 'claude-monitor',
  value: { type: 'stdio', command: command[0] ?? '', args: command.slice(1), env: {} },
});

/** A word of a command line, as sh and the shells of Windows read it. */
export const quoted = (word: string): string => `"${word.replaceAll(/(["\\$`])/g, '\\$1')}"`;
