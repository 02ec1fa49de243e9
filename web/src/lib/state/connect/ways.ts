import type { Source } from '@claude-monitor/protocol/event';
import { hookSettings } from './hook-settings.ts';

export type WayId = 'proxy' | 'telemetry' | 'hooks' | 'remote' | 'wrap' | 'sdk' | 'curl';

/** A text to copy: a command, or a piece of a file. */
export type CopyText = { name: string; text: string; where: string };

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
  /** A key of scope ingest. */
  ingest: string;
  /** One of scope read, where agents may ask, too; null: they only log. */
  read: string | null;
};

/** What stands where the reader's own keys belong. */
export const YOUR_KEYS = {
  ingest: 'YOUR_INGEST_KEY',
  read: 'YOUR_READ_KEY',
} as const satisfies Keys;

const SHELL = 'in a terminal';
const USER_SETTINGS = 'in ~/.claude/settings.json';

/** All ways to send something to the monitor at `url`; `now` makes what curl sends the first of its kind. */
export function connectWays(url: string, keys: Keys, now: number): Way[] {
  return [proxy(url, keys), telemetry(url, keys), hooks(url, keys), ...others(url, keys, now)];
}

/** The line that adds the local proxy to Claude Code; without keys it takes them from the environment. */
export function proxyCommand(url: string, keys: Keys | null): string {
  const settings =
    keys === null
      ? []
      : [
          `-e CLAUDE_MONITOR_URL=${url}`,
          `-e CLAUDE_MONITOR_KEY=${keys.ingest}`,
          ...(keys.read === null ? [] : [`-e CLAUDE_MONITOR_READ_KEY=${keys.read}`]),
        ];
  return ['claude mcp add claude-monitor', ...settings, `-- ${npx(url)} mcp`].join(' ');
}

// Without it npm asks the monitor at each start, and holds the agent up while that is away.
const npx = (url: string): string => `npx -y --prefer-offline ${url}/claude-monitor.tgz`;

const proxy = (url: string, keys: Keys): Way => ({
  id: 'proxy',
  title: 'MCP tools, through a local process',
  about:
    'Agents log sessions, tasks, errors and handovers; with a key that may read, they ask, too.',
  source: 'mcp',
  copy: [{ name: 'command', text: proxyCommand(url, keys), where: SHELL }],
  notes: [
    'Each call is answered when it is on the local disk: an agent never waits for the network, and nothing is lost while the monitor is away.',
    'For every project of yours, add --scope user. Known shapes of secrets are replaced before anything leaves the machine.',
  ],
});

const telemetry = (url: string, keys: Keys): Way => ({
  id: 'telemetry',
  title: 'Telemetry of Claude Code',
  about: 'Measured tokens, cost, models and tool calls: what a model cannot know of itself.',
  source: 'otlp',
  copy: [{ name: 'env', text: telemetrySettings(url, keys.ingest), where: USER_SETTINGS }],
  notes: [
    'It has to stand in the user or managed settings: those of a project may not say where telemetry goes.',
    'No prompts, nothing that tools were given or answered: Claude Code leaves them out unless its OTEL_LOG_ switches are set, and the server drops them even then, before anything is stored.',
    'To see usage by team or cost center, add OTEL_RESOURCE_ATTRIBUTES to env, for example team=core,cost_center=42. Each attribute becomes a label; project names the project.',
    'Any other agent with an OpenTelemetry SDK sends its gen_ai spans to the same address.',
  ],
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
  title: 'Hooks of Claude Code',
  about: 'Who waits for a human and why, which tools run, which subagents work: at once.',
  source: 'hook',
  copy: [{ name: 'hooks', text: hookSettings(url, keys.ingest), where: USER_SETTINGS }],
  notes: [
    'Claude Code waits for each hook: a monitor that hangs costs up to 5 seconds each, one that is away costs nothing. What it does not take is not sent again.',
    'SessionStart is not sent by HTTP, so a session shows with its first prompt.',
    'A host name that leads to a private address is refused by Claude Code, for hooks only.',
  ],
});

const others = (url: string, keys: Keys, now: number): Way[] => [
  {
    id: 'remote',
    title: 'MCP tools, without a local process',
    about: 'The same tools over HTTP. Each call waits for the network.',
    source: 'mcp',
    copy: [{ name: 'command', text: remoteCommand(url, keys.ingest), where: SHELL }],
    notes: [
      'One key for both: with the scope ingest it logs, with read it answers questions.',
      'A call made while the monitor is away is lost.',
    ],
  },
  {
    id: 'wrap',
    title: 'Calls of another MCP server',
    about: 'Stands in front of the server, passes every byte, and tells its calls live.',
    source: 'mcp',
    copy: [{ name: 'command', text: wrapCommand(url, keys.ingest), where: SHELL }],
    notes: ['Of Prometheus it tells plans and tasks. Where hooks are sent, they tell the same.'],
  },
  {
    id: 'sdk',
    title: 'A program',
    about: 'The library, for orchestrators and bots written in JavaScript.',
    source: 'sdk',
    copy: [
      { name: 'install', text: `npm install ${url}/claude-monitor.tgz`, where: SHELL },
      { name: 'code', text: sdkCode(url, keys.ingest), where: 'in the program' },
    ],
    notes: ['It never waits for the network, and throws nothing into the program.'],
  },
  {
    id: 'curl',
    title: 'Anything else',
    about: 'One POST of JSON. This one makes a session of its own, to see that the way is open.',
    source: 'api',
    copy: [{ name: 'command', text: curlCommand(url, keys.ingest, now), where: SHELL }],
    notes: ['The whole HTTP interface stands at /openapi.json.'],
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

/** Whether what is sent to this address can be read on its way. */
export function isReadOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol !== 'https:' && !LOOPBACK.test(hostname);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
