import type { Source } from '@claude-monitor/protocol/event/event';
import { hookSettings } from './hook-settings.ts';
import * as texts from './texts.ts';

type WayId = keyof typeof texts.WAYS;

/** A text to copy: a command, or a piece of a file. */
type CopyText = { name: string; text: string; where: string };

/** One way in: what it is for, what to copy, and by which source its events are known. */
export type Way = {
  id: WayId;
  title: string;
  about: string;
  source: Source;
  copy: readonly CopyText[];
  notes: readonly string[];
};

export type Keys = {
  ingest: string;
  /** One of scope read, where agents may ask, too; null: they only log. */
  read: string | null;
};

/** What stands where the reader's own keys belong. */
export const YOUR_KEYS = {
  ingest: 'YOUR_INGEST_KEY',
  read: 'YOUR_READ_KEY',
} as const satisfies Keys;

/** All ways to send something to the monitor at `url`; `now` makes what curl sends the first of its kind. */
export function connectWays(url: string, keys: Keys, now: number): Way[] {
  return [
    everything(url, keys),
    proxy(url, keys),
    telemetry(url, keys),
    hooks(url, keys),
    ...others(url, keys, now),
  ];
}

/** The line that adds the local proxy to Claude Code. */
export function proxyCommand(url: string, keys: Keys): string {
  const settings = [
    `-e CLAUDE_MONITOR_URL=${url}`,
    `-e CLAUDE_MONITOR_KEY=${keys.ingest}`,
    ...(keys.read === null ? [] : [`-e CLAUDE_MONITOR_READ_KEY=${keys.read}`]),
  ];
  return ['claude mcp add claude-monitor', ...settings, `-- ${npx(url)} mcp`].join(' ');
}

// Without it npm asks the monitor at each start, and holds the agent up while that is away.
const npx = (url: string): string => `npx -y --prefer-offline ${url}/claude-monitor.tgz`;

/** Without a key it asks for one, and does not show what is typed. */
export const initCommand = (url: string, key: string | null): string =>
  `npx -y ${url}/claude-monitor.tgz init --url ${url}${key === null ? '' : ` --key ${key}`}`;

const everything = (url: string, keys: Keys): Way => ({
  id: 'init',
  ...texts.WAYS.init,
  source: 'hook',
  copy: [{ name: 'command', text: initCommand(url, keys.ingest), where: texts.inTerminal }],
});

const proxy = (url: string, keys: Keys): Way => ({
  id: 'proxy',
  ...texts.WAYS.proxy,
  source: 'mcp',
  copy: [{ name: 'command', text: proxyCommand(url, keys), where: texts.inTerminal }],
});

const telemetry = (url: string, keys: Keys): Way => ({
  id: 'telemetry',
  ...texts.WAYS.telemetry,
  source: 'otlp',
  copy: [{ name: 'env', text: telemetrySettings(url, keys.ingest), where: texts.inUserSettings }],
});

function telemetrySettings(url: string, key: string): string {
  const env = {
    CLAUDE_CODE_ENABLE_TELEMETRY: '1',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${key}`,
  };
  return JSON.stringify({ env }, null, 2);
}

const hooks = (url: string, keys: Keys): Way => ({
  id: 'hooks',
  ...texts.WAYS.hooks,
  source: 'hook',
  copy: [{ name: 'hooks', text: hookSettings(url, keys.ingest), where: texts.inUserSettings }],
});

const others = (url: string, keys: Keys, now: number): Way[] => [
  {
    id: 'remote',
    ...texts.WAYS.remote,
    source: 'mcp',
    copy: [{ name: 'command', text: remoteCommand(url, keys.ingest), where: texts.inTerminal }],
  },
  {
    id: 'wrap',
    ...texts.WAYS.wrap,
    source: 'mcp',
    copy: [{ name: 'command', text: wrapCommand(url, keys.ingest), where: texts.inTerminal }],
  },
  {
    id: 'sdk',
    ...texts.WAYS.sdk,
    source: 'sdk',
    copy: [
      { name: 'install', text: `npm install ${url}/claude-monitor.tgz`, where: texts.inTerminal },
      { name: 'code', text: sdkCode(url, keys.ingest), where: texts.inProgram },
    ],
  },
  {
    id: 'curl',
    ...texts.WAYS.curl,
    source: 'api',
    copy: [{ name: 'command', text: curlCommand(url, keys.ingest, now), where: texts.inTerminal }],
  },
];

const remoteCommand = (url: string, key: string): string =>
  `claude mcp add --transport http claude-monitor ${url}/mcp --header "Authorization: Bearer ${key}"`;

const wrapCommand = (url: string, key: string): string =>
  [
    `claude mcp add prometheus -e CLAUDE_MONITOR_URL=${url} -e CLAUDE_MONITOR_KEY=${key}`,
    `-- ${npx(url)} wrap -- COMMAND_OF_THE_SERVER`,
  ].join(' ');

const sdkCode = (url: string, key: string): string =>
  [
    `import { MonitorClient } from 'claude-monitor';`,
    '',
    `const monitor = new MonitorClient({ url: '${url}', key: '${key}' });`,
    `await monitor.logSessionStart({ sessionId: 'bot-001', agentName: 'release-bot' });`,
  ].join('\n');

function curlCommand(url: string, key: string, now: number): string {
  const event = {
    id: `connect-${now.toString(36)}`,
    type: 'session.start',
    time: new Date(now).toISOString(),
    sessionId: 'first-event',
    agentName: 'curl',
  };
  return [
    `curl -s ${url}/v1/events -H "authorization: Bearer ${key}"`,
    `-H 'content-type: application/json' -d '${JSON.stringify({ events: [event] })}'`,
  ].join(' ');
}

export function isUnencrypted(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol !== 'https:' && !LOOPBACK.test(hostname);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
