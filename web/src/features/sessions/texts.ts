import type { Severity } from '@claude-monitor/protocol/event/event';
import { fullCount } from '../../lib/format/numbers.ts';

export const session = 'Session';
export const pageTitle = (name: string): string => `${name} · Claude Monitor`;
export const agentAndSession = (agent: string, session: string): string => `${agent}, ${session}`;
export const allSessions = 'All sessions';
export const cannotRead = 'This session can’t be loaded right now';
export const noSession = 'Session not found';
export const noData = 'No data in this workspace for';
export const noDataMeans =
  'It may belong to another workspace, may have been deleted, or may be part of another session.';
export const toAll = 'Go to all sessions';

export const modelUnknown = 'unknown model';
export const inProject = (project: string): string => `project ${project}`;
export const attempt = (attempt: number): string => `attempt ${String(attempt)}`;
export const labels = 'Labels';
export const withoutSession =
  'All sessions of this user together. Their telemetry names no session because `OTEL_METRICS_INCLUDE_SESSION_ID` is set to false. Metrics count here only where no requests report the same usage.';
export const usageElsewhere =
  'The metrics of this session count nothing here: requests of the same user report the same usage, and name another session or none.';
export const clockTimes = 'Times';
export const endedAgo = (ago: string): string => `Ended ${ago}`;
export const stateFor = (state: string, span: string): string => `${capital(state)} for ${span}`;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
export const since = (time: string): string => `Since ${time}`;
export const sinceBecause = (since: string, why: string): string => `${since}: ${why}`;
export const turnOver = 'its turn is over';
export const noEventsSince = (time: string): string => `no events since ${time}`;
export const toolRunning = (time: string): string => `a tool call is running, last event ${time}`;
export const lastEventAt = (time: string): string => `last event ${time}`;

export const tokens = 'Tokens';
export const allTokens = (tokens: string): string => `${tokens} tokens, including cache`;
export const listPrice = 'List price';
export const listPriceMeans = 'Of requests with a known price. Not your bill.';
export const duration = 'Duration';
export const cached = (share: string): string => `${share} cached`;
export const clientSays = (cost: string, difference: string): string =>
  `client ${cost}, ${difference}`;
export const subagentsFigure = 'Subagents';
export const subagentsMeans = 'Subagents and their share of cost';
export const ofCost = (dollars: string): string => `${dollars} of it`;
export const errorsToo = (count: string): string => `errors ${count}`;
export const received = 'Received';
export const contextUnknown = 'not reported';
export const exportTitle = 'Export';
export const exportRequests = 'Requests as CSV';
export const exportEvents = 'Raw events as NDJSON';
export const clientCost = 'Client-reported cost';
export const noClientCost = 'no client figure';
export const completeness = 'Completeness';
export const ofWhat = (of: string): string => `of ${of}`;
export const context = 'Context';
export const errors = 'Errors';

export const fromHistory = 'Subagents, tools and requests come from history.';
export const detailKept =
  'Tools and individual requests are listed while a session is active and for seven days after.';
export const usageAndOrigin = 'Usage and details';
export const details = 'Details';
export const sessionId = 'Session';
export const runId = 'Claude Code session';
export const agent = 'Agent';
export const model = 'Model';
export const user = 'User';
export const device = 'Device';
export const project = 'Project';
export const knownBy = 'Source';
export const declared = 'declared by the agent';
export const undeclared = 'detected from events';
export const prompts = 'Prompts';
export const started = 'Started';
export const lastEvent = 'Last event';
export const ended = 'Ended';
export const toPrometheus = (count: string): string => `${count} to Prometheus`;
export const toClaude = (count: string): string => `${count} to Claude`;
export const unrouted = (count: string): string => `${count} with unknown destination`;
export const noPrompts = 'none';

export const newestErrors = 'Latest errors';
export const noErrors = 'No errors.';
export const errorsAway = 'Errors can’t be loaded right now.';
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};
export const times = (count: string): string => `${count} times`;
export const notInHistory = 'Not in history yet.';

export const monitoringCost = 'Monitoring cost';
export const noMonitoring = 'This session hasn’t called the monitor’s tools.';
export const ownMeans =
  'A request counts as monitoring if its response called only the monitor’s tools.';
export const sharedMeans = 'For requests that also called other tools, the split is unknown.';
export const ownCalls = 'Tool calls';
export const ownRequests = 'Monitoring requests';
export const ownTokens = 'Their tokens';
export const ownPrice = 'Their list price';
export const sharedRequests = 'Mixed requests';
export const sharedTokens = 'Total tokens of mixed requests';
export const callsIn = (calls: string, duration: string): string => `${calls} in ${duration}`;
export const theseCalls = 'these calls';
export const someCalls = (count: string): string => `${count} of the calls`;
export const notReceived = (calls: string): string =>
  `The requests that made ${calls} were not received, so their usage is not included.`;
export const tiny = 'less than 0.1';
export const shareOfAll = (tokens: string, percent: string): string =>
  `${tokens}, ${percent}% of total`;
export const unpriced = 'unpriced';
export const plusUnpriced = (count: string): string => ` +${count} unpriced`;

export const workDone = 'Work done';
export const byClient = 'reported by the client';
export const noMetrics = 'Unknown. This client sent no metrics.';
export const lines = 'Lines changed';
export const commits = 'Commits';
export const pullRequests = 'Pull requests';
export const clientTime = 'Client time';
export const userTime = 'User time';
export const linesMeans =
  'Lines added and removed by the client’s own tools, not by commands it ran';

export const newestRequests = 'Latest requests';
export const noRequests = 'No requests yet.';
export const time = 'Time';
export const by = 'By';
export const input = 'Input';
export const output = 'Output';
export const cache = 'Cache';
export const cacheMeans = (read: string, written: string): string =>
  `${read} read, ${written} written`;
export const byMainLoop = 'main loop';
export const notAdded = 'reported, not counted';
export const reported = 'reported';
export const clientPrice = (dollars: string): string => `client ${dollars}`;
export const earlier = (count: string): string => `and ${count} earlier requests`;
export const subagentsTitle = 'Main loop and subagents';
export const subagents = (count: number): string =>
  `${String(count)} subagent${count === 1 ? '' : 's'}`;
export const running = (span: string): string => `running for ${span}`;
export const tokensIn = (tokens: string, requests: string): string =>
  `${tokens} tokens in ${requests} requests`;
export const toolCalls = 'Tool calls';
export const ownCost = 'Own cost';
export const withSubagents = 'With subagents';
export const level = (depth: number): string => `Level ${String(depth)}:`;
export const mainLoop = 'Main loop';
export const subagent = 'Subagent';
export const workflow = (name: string | null): string =>
  name === null ? 'Workflow' : `Workflow ${name}`;
export const unattributed = (type: string | null): string =>
  `${type ?? 'Subagents'}, not attributed to one`;
export const unattributedReason =
  'Several subagents of this type were running, and the client doesn’t say which one made these requests.';
export const startedAt = (time: string): string => `Started ${time}`;
export const tasks = 'Tasks';
export const noTasks = 'No tasks in this session yet.';
export const task = 'Task';
export const status = 'Status';
export const took = 'Duration';
export const tools = 'Tools';
export const calls = (count: number): string =>
  `${fullCount(count)} ${count === 1 ? 'call' : 'calls'}`;
export const noCalls = 'No tool calls yet.';
export const tool = 'Tool';
export const callsTitle = 'Calls';
export const failures = 'Failures';
export const total = 'Total time';
export const longest = 'Longest';
export const unnamed = 'unnamed';
export const open = (count: string): string => `${count} running`;
export const longestOf = (duration: string): string => `longest ${duration}`;
export const failedCalls = (count: string): string => `${count} failed`;
export const deniedCalls = (count: string): string => `${count} denied`;
export const usage = 'Usage';
export const requests = 'Requests';
export const cacheRead = 'Cache read';
export const cacheWrite = 'Cache write';
export const unpricedRequests = 'Unpriced requests';
export const kind = 'Kind';
export const measured = 'Measured';
export const reportedTitle = 'Reported';
export const measuredCounts =
  'Only measured usage counts. Self-reported usage is shown for comparison.';
