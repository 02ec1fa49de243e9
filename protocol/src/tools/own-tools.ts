import type { EventType } from '../event/event.ts';
import { QUESTIONS } from '../questions/index.ts';
import { LOG_TOOLS } from './tools.ts';

const LOG_NAMES: ReadonlySet<string> = new Set(LOG_TOOLS.map(({ name }) => name));
const QUESTION_NAMES: ReadonlySet<string> = new Set(QUESTIONS.map(({ name }) => name));

/** How OpenTelemetry names a tool of any MCP server, unless its user allows details. */
export const REDACTED_TOOL = 'mcp_tool';

/** As clients name a tool of a server; plugins write more around the server. */
const OF_SERVER = /^mcp__(?<server>.+)__(?<tool>[^_].*)$/;

const OUR_SERVER = /claude[-_]monitor/;

/** The log_ tool whose calls mean events of this type: a call is known by its events, not by its own name. */
export function logToolOf(type: EventType): string | null {
  return LOG_TOOL_BY_TYPE[type] ?? null;
}

const LOG_TOOL_BY_TYPE: Readonly<Partial<Record<EventType, string>>> = {
  'session.start': 'log_session_start',
  'session.end': 'log_session_end',
  'task.plan': 'log_plan',
  'task.start': 'log_task_start',
  'task.progress': 'log_task_progress',
  'task.complete': 'log_task_complete',
  usage: 'log_token_usage',
  error: 'log_error',
  handover: 'log_handover',
};

/**
 * Which of the tools that were called are the monitor's own: those that log, whatever their server is
 * called, and the questions of a server that is known to be ours, for other servers have a `get_tasks`.
 */
export function ownToolsIn(names: Iterable<string>): ReadonlySet<string> {
  const parts = [...names].map((name) => ({ name, ...partsOf(name) }));
  const servers = new Set(
    parts.filter(({ tool }) => LOG_NAMES.has(tool)).map(({ server }) => server),
  );
  const own = parts.filter(
    ({ tool, server }) =>
      LOG_NAMES.has(tool) ||
      (QUESTION_NAMES.has(tool) && (servers.has(server) || OUR_SERVER.test(server))),
  );
  return new Set(own.map(({ name }) => name));
}

function partsOf(name: string): { server: string; tool: string } {
  const { server = '', tool = name } = OF_SERVER.exec(name)?.groups ?? {};
  return { server, tool };
}
