import type { AgentEdgeKind, AgentNode } from '@claude-monitor/protocol/api/agent-graph';
import { fullCount } from '../../lib/format/numbers.ts';

export const pageTitle = 'Agents · Claude Monitor';
export const badPeriod = 'This link isn’t valid. Check the time range and label (KEY:VALUE).';
export const away =
  'Agents can’t be loaded right now. No data is lost, and this page retries automatically. See Today for current sessions.';
export const label = 'Label';
export const labelExample = 'Label, such as team:core';
export const project = 'Project';
export const allProjects = 'All projects';
/** A fixed period; without an end, until now. */
export const period = (from: string | null, to: string | null): string => {
  if (from === null) return `Until ${to ?? 'now'}`;
  return `${from} to ${to ?? 'now'}`;
};
export const time = 'Time range';
export const WINDOW_WORDS = { hour: 'Hour', day: 'Day', week: 'Week', all: 'All' } as const;
export const legend = 'Legend';
export const MEASURE_WORDS = { tokens: 'tokens', tasks: 'tasks' } as const;
export const sizeIs = (measure: string): string => `Size: ${measure}`;
/** What a node is, where it is no agent of its own; a workflow's name says it. */
export const KIND_WORDS: Record<AgentNode['kind'], string | null> = {
  agent: null,
  subagent: 'subagent',
  workflow: null,
};
export const graphAway = 'The graph couldn’t be loaded. The table shows the same data.';
export const graphOf = (agents: number): string => `Graph of ${String(agents)} agents`;
export const failedTasks = (count: number): string => `${String(count)} failed`;

export const agent = 'Agent';
export const sessions = 'Sessions';
export const tokens = 'Tokens';
export const price = 'Price';
export const tasksDone = 'Tasks done';
export const done = 'Done';
export const tasksFailed = 'Tasks failed';
export const failed = 'Failed';
export const errors = 'Errors';
export const tokensMeans = (tokens: string, provenance: string | null): string =>
  `${tokens} tokens, including cache${provenance === null ? '' : `, ${provenance}`}`;
export const listPriceMeans = 'List price';
export const moreAgents = (count: number): string =>
  `and ${String(count)} more agents with less work`;

export const exchanges = 'Interactions';
/** An edge without its ends: `planner handed over to coder`. */
export const EDGE_VERBS: Record<AgentEdgeKind, string> = {
  spawn: 'started',
  handover: 'handed over to',
  message: 'messaged',
};
const EDGES: Record<AgentEdgeKind, readonly [one: string, many: string]> = {
  spawn: ['subagent', 'subagents'],
  handover: ['handover', 'handovers'],
  message: ['message', 'messages'],
};
export const edges = (kind: AgentEdgeKind, count: number): string => counted(count, ...EDGES[kind]);
export const runs = (count: number): string => counted(count, 'run', 'runs');
export const characters = (count: number): string => counted(count, 'character', 'characters');
const counted = (count: number, one: string, many: string): string =>
  `${fullCount(count)} ${count === 1 ? one : many}`;
export const countOfTasks = (count: number): string => counted(count, 'task', 'tasks');
export const countOfSessions = (count: number): string => counted(count, 'session', 'sessions');
export const countOfTokens = (tokens: string): string => `${tokens} tokens`;
export const failedOf = (tasks: string): string => `${tasks} failed`;

export const agentNamed = (id: string): string => `Agent ${id}`;
export const listPrice = 'List price';
export const toolCalls = 'Tool calls';
export const noData = 'No data for this agent in this period.';
export const maybeSessions = 'Possible sessions';
export const noSessions = 'No sessions found.';

export const noActivity = 'No activity in this period';
export const noAgents = 'No agents yet';
export const howAgents =
  'Agents appear as soon as they work. A line between two agents means that one started the other, handed work over or sent a message. With the monitor’s tools, an agent calls log_handover:';
