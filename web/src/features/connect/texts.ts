export const pageTitle = 'Connect · Claude Monitor';
export const title = 'Connect';
export const about =
  'Ways to send data to this monitor, most useful first. Combine them as you like: duplicates are counted once.';
export const lead = (origin: string, keys: { ingest: string; read: string }): string =>
  `Every snippet contains the address of this monitor, \`${origin}\`. Replace \`${keys.ingest}\` with a key that can send, and \`${keys.read}\` with one that can read. One key can do both. Admins create keys in [Keys](/settings/keys), where snippets come with the new key filled in.`;
export const notEncrypted =
  'This address isn’t encrypted. Anyone on the network can read keys and events. Put TLS in front of it before you send data over a network you don’t control.';

export const waitingForFirst = 'Waiting for the first event';
export const arrivedAt = (time: string): string => `Event received at ${time}`;
export const lastEvent = (ago: string): string => `Last event ${ago}. Waiting for the next`;
export const statusAway = 'The status can’t be loaded right now. Your events may still arrive.';
export const statusMeans =
  'A method turns green when an event arrives through it, from anyone in this workspace. All MCP tools count as one method.';
export const arrived = (title: string): string => `Event received: ${title}`;

export const WAYS = {
  init: {
    title: 'Everything, with one command',
    about:
      'MCP tools, measured usage and hooks together, through a small relay on the developer’s machine.',
    notes: [
      'It shows each change to your Claude Code settings as a diff and asks first. claude-monitor uninstall undoes all of it.',
      'Prompts, code and tool output end at the relay. If nothing arrives, claude-monitor doctor diagnoses problems.',
    ],
  },
  proxy: {
    title: 'MCP tools, local proxy',
    about:
      'Agents log sessions, tasks, errors and handovers. With a read key, they can also ask questions.',
    notes: [
      'Calls return as soon as they are on the local disk. Agents never wait for the network, and nothing is lost while the monitor is down.',
      'Add --scope user to use it in all your projects. Known secret formats are redacted before anything leaves the machine.',
    ],
  },
  telemetry: {
    title: 'Claude Code telemetry',
    about: 'Measured tokens, cost, models and tool calls, which a model can’t report about itself.',
    notes: [
      'Use the user or managed settings. Claude Code ignores telemetry endpoints in project settings.',
      'No prompts, tool inputs or tool outputs. Claude Code leaves them out unless you set its OTEL_LOG_ variables, and the server drops them even then, before anything is stored.',
      'To see usage by team or cost center, add OTEL_RESOURCE_ATTRIBUTES to env, for example team=core,cost_center=42. Each attribute becomes a label; project names the project.',
      'Any other agent with an OpenTelemetry SDK can send its gen_ai spans to the same address.',
    ],
  },
  hooks: {
    title: 'Claude Code hooks',
    about:
      'See immediately who waits for a person and why, which tools run, and which subagents work.',
    notes: [
      'Claude Code waits for each hook: up to 5 seconds if the monitor hangs, no time if it is down. Failed hooks are not sent again.',
      'Claude Code doesn’t send SessionStart over HTTP, so a session appears with its first prompt.',
      'For hooks, Claude Code refuses host names that resolve to a private address.',
    ],
  },
  remote: {
    title: 'MCP tools, remote server',
    about: 'The same tools over HTTP, with no local process. Each call waits for the network.',
    notes: [
      'One key for both: the ingest scope lets agents log, the read scope lets them ask questions.',
      'Calls made while the monitor is down are lost.',
    ],
  },
  wrap: {
    title: 'Calls to another MCP server',
    about: 'Wraps the server, passes every byte through unchanged, and reports its calls live.',
    notes: [
      'For Prometheus, it also reports plans and tasks. If you send hooks, you don’t need it.',
    ],
  },
  sdk: {
    title: 'JavaScript library',
    about: 'For orchestrators and bots written in JavaScript.',
    notes: ['It never waits for the network and never throws.'],
  },
  curl: {
    title: 'HTTP API',
    about:
      'For anything else, POST JSON. This example creates a session, so you can check the connection.',
    notes: ['The full API is described in /openapi.json.'],
  },
} as const;
/** Where the reader puts what is copied. */
export const inTerminal = 'In a terminal';
export const inUserSettings = 'In ~/.claude/settings.json';
export const inProgram = 'In your program';
export const copyName = (way: string, part: string): string => `${way}, ${part}`;

export const hooksCarry = 'Hooks send your text over the network to this server.';
export const hooksDrop =
  'The server drops it before anything is stored or logged. It keeps names of hooks and tools, IDs, prompt lengths, the last folder of a path, and times. But it does receive:';
export const HOOK_TEXTS = {
  prompts: 'your complete prompts',
  toolInput: 'tool inputs: commands, contents of files being written, searches',
  toolOutput: 'tool outputs: command output, contents of files being read',
  answers: 'Claude’s final answer of each turn',
  summaries: 'compaction instructions, and the resulting summary',
  tasks: 'task subjects and descriptions',
  dialogs: 'notification texts, and questions and answers of MCP servers',
} as const;
export const hookPaths = 'paths of your working folder and of the transcript';
export const allHooks = '(all hooks)';
export const hooksAlternative =
  'If this must not leave the machine, don’t send hooks. MCP tools and telemetry work without them.';

export const welcomeTitle = 'Connect your first agent';
export const welcomeRun =
  'Run one command on the machine where Claude Code runs, then start a session:';
export const showCommand = 'Show the command';
export const showMeans =
  'Makes a key that may send and read, and puts it into the command. You see it this once; revoke it in Keys.';
export const welcomeKeyName = 'First connection';
export const welcomeMade =
  'The key in it is named “First connection”. [Keys](/settings/keys) revokes it. To add the MCP tools alone, to one project:';
export const theInitCommand = 'command that connects everything';
export const theCommandWithKey = 'command with key';
export const welcomeKey =
  'It asks for an ingest key: `npm start` writes yours to `local.json`. To add the MCP tools alone, to one project:';
export const otherWays =
  'No agent at hand? `npm run demo` shows a sample team in a workspace of its own. [Other ways to connect](/settings/connect): Claude Code telemetry and hooks, remote MCP, JavaScript, HTTP.';
export const waiting = 'Waiting for the first event…';
