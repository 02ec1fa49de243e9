import { fullCount } from '../../lib/format/numbers.ts';
import type { Severity } from '@claude-monitor/protocol/event/event';

export const pageTitle = (needs: number, workspace: string): string =>
  `${needs > 0 ? `(${String(needs)}) ` : ''}${workspace} · Claude Monitor`;
export const overview = 'Overview';
export const nothingYet = 'Nothing has happened yet. This page updates automatically.';

export const active = 'Active';
/** `1,000+`: others may be there that are not counted. */
export const countOr = (count: number, isPart: boolean): string =>
  `${fullCount(count)}${isPart ? '+' : ''}`;
export const ofOpen = (open: string): string => `of ${open} open`;
export const waiting = 'Waiting for you';
export const nobody = 'none';
export const forSpan = (span: string): string => `for ${span}`;
export const tokensPerMinute = 'Tokens per minute';
export const fiveMinutes = '5 min average';
export const tokensPerMinuteMeans = 'Tokens per minute over the last five minutes, including cache';
/** The day of live figures is the UTC day: only where that is the viewer's it is today. */
const since = (time: string): string => (time === '00:00' ? 'today' : `since ${time}`);
export const priceSince = (time: string): string => `List price ${since(time)}`;
export const priceTodayMeans = 'List price of requests. Not your bill.';
export const errorsLastHour = 'Errors, last hour';
export const highToday = (errors: string): string => `${errors} high-severity today`;
export const tasks = 'Tasks';
export const tasksDone = (done: string): string => `open, ${done} done`;
export const tasksDoneAndFailed = (done: string, failed: string): string =>
  `open, ${done} done, ${failed} failed ${failed === '1' ? 'try' : 'tries'}`;
export const dayBegan = (time: string): string =>
  time === '00:00' ? 'Since midnight' : `Since ${time}, midnight UTC`;
export const nothingToday = 'nothing yet';

export const chart = 'Tokens over time';
export const chartMeans = 'Last hour, by agent, including cache';
export const noTokens = 'No tokens in the last hour.';
export const tokensLastHour = (tokens: string): string => `${tokens} tokens in the last hour`;
export const others = 'Others';

export const tasksByAgent = 'Tasks by agent';
export const nobodyYet = 'Unassigned';
export const noTasks = 'No tasks yet.';
export const statusAnd = (status: string, detail: string): string => `${status}, ${detail}`;
export const moreAgents = (agents: number): string => `and ${String(agents)} more agents`;

export const now = 'Now';
export const newLines = (count: number): string => `${String(count)} new`;
export const newest = 'Latest events';
export const leftOut = (count: number): string => `and ${String(count)} more at the same time`;
export const nothingNow = 'No recent events.';
export const startedSession = 'started a session';
export const endedSession = 'ended its session';
export const startedTask = 'started';
export const aTask = 'a task';
export const progressed = 'is working on';
export const finished = 'finished';
export const failed = 'failed';
export const cancelled = 'cancelled';
export const error = 'Error:';
export const errorOf = (severity: Severity): string => `${SEVERITY_ERRORS[severity]}:`;
const SEVERITY_ERRORS: Readonly<Record<Severity, string>> = {
  low: 'Low-severity error',
  medium: 'Medium-severity error',
  high: 'High-severity error',
  critical: 'Critical error',
};
export const startedSubagent = 'started a subagent';
export const askedPrometheus = 'asked Prometheus';
export const compacted = 'compacted its context';
export const waitsForSomeone = 'is waiting for a person';
export const waitsFor = 'is waiting:';
export const handedOver = 'handed over to';
export const anotherAgent = 'another agent';
export const detail = (text: string): string => `, ${text}`;

export const agent = 'Agent';
export const task = 'Task';
export const pulse = 'Tokens, 30 min';
export const context = 'Context';
export const tokens = 'Tokens';
export const price = 'List price';
export const errors = 'Errors';
export const lastEvent = 'Last event';
export const openInbox = 'Open inbox';
export const needsAttention = 'Needs attention';
export const running = 'Running';
export const endedToday = 'Ended today';
export const endedBefore = 'Ended before';
export const atLeast = (count: number): string => `${fullCount(count)} or more`;
export const inSessions = (count: number): string =>
  count === 1 ? 'in 1 session' : `in ${fullCount(count)} sessions`;
export const moreInSessions = (count: number): string => `${fullCount(count)} more in Sessions`;
export const moreInInbox = (count: number): string => `${fullCount(count)} more in the inbox`;
export const moreGroups = (
  { groups, sessions }: { groups: number; sessions: number },
  isPart: boolean,
): string =>
  `${fullCount(groups)} more ${groups === 1 ? 'group' : 'groups'}, ${countOfSessions(sessions, isPart)}, in Sessions`;
export const sessions = 'Sessions';
export const groupBy = 'Group sessions by';
export const by = 'Group by';
export const GROUPING_WORDS = { project: 'Project', agent: 'Agent' } as const;
export const noProject = 'No project';
export const countOfSessions = (count: number, isPart: boolean): string =>
  `${countOr(count, isPart)} ${count === 1 && !isPart ? 'session' : 'sessions'}`;
export const olderSessions = 'All sessions of the last 90 days';

export const stateSince = (state: string, time: string): string => `${state} since ${time}`;
export const failedAnd = (state: string): string => `failed, ${state}`;
export const subagents = (count: number): string =>
  `${String(count)} subagent${count === 1 ? '' : 's'}`;
export const sessionMeans = (id: string, attempt: number): string =>
  attempt > 1 ? `Session ${id}, attempt ${String(attempt)}` : `Session ${id}`;
export const modelUnknown = 'unknown model';
export const taskFailed = (task: string): string => `${task}, failed`;
export const noTask = 'No open task';
export const lastTask = (task: string, status: string): string => `Last: ${task}, ${status}`;
export const tokenParts = ({ all, cached }: { all: string; cached: string }): string =>
  `${all} tokens, including cache: ${cached} read from it`;
export const cachedShare = (share: string): string => `${share} cached`;
export const unit = 'tokens';
export const countOfErrors = (count: number): string => (count === 1 ? 'error' : 'errors');
export const lastEventAt = (time: string): string => `Last event ${time}`;
export const stateFor = (state: string, span: string): string => `${state} ${span}`;
export const contextLabel = 'context';
export const chartNotLoaded = 'The chart can’t be loaded. Reload the page.';
export const foldCount = ({
  sessions,
  isOne,
  failed,
}: {
  sessions: string;
  isOne: boolean;
  failed: number;
}): string =>
  `${sessions} ${isOne ? 'session' : 'sessions'}${failed === 0 ? '' : `, ${String(failed)} with a failed task`}`;
export const loadingToday = 'Loading…';
export const lastNight = 'Last night';
export const versusNights = (nights: number): string => `vs. ${String(nights)} previous nights`;
export const typical = (least: string, most: string): string => `typical ${least}–${most}`;
export const tooFewNights = 'Too few previous nights to compare.';
export const nightOf = (times: string): string => `${times}. Typical: the middle half.`;
export const nightLink = 'Sessions of last night';
export const NIGHT_WORDS = {
  cost: 'List price',
  tokens: 'Tokens',
  done: 'Tasks done',
  failed: 'Failed tries',
} as const;
export const unpriced = 'unpriced';
export const agentsOfNight = 'Agents';
export const nightTimes = (from: string, to: string): string => `last night, ${from} to ${to}`;
export const LANE_STATES = [
  ['activeMs', 'working'],
  ['waitingMs', 'waiting'],
  ['stalledMs', 'stalled'],
  ['lostMs', 'lost'],
] as const;
export const taskDone = 'task done';
export const tryFailed = 'failed';
export const doneHead = 'Done';
export const failedHead = 'Failed';
export const priceHead = 'List price';
const countOf = (count: number, word: string): string =>
  `${String(count)} ${word}${count === 1 ? '' : 's'}`;
export const laneMeans = (done: number, failed: number): string =>
  `${countOf(done, 'task')} done, ${String(failed)} failed ${failed === 1 ? 'try' : 'tries'}`;
export const moreLanes = (count: string): string => `${count} more agents worked. `;
export const lanesAreCut = 'Marks are of the hundred dearest tasks. ';
export const statesByHour = 'States by hour';
export const finishedLastNight = 'Finished last night';
export const dearestFirst = 'dearest first';
export const allTasks = 'All tasks';
export const nightAway = 'Last night can’t be loaded now.';
export const newNeed = (agent: string, reason: string): string =>
  `${agent} needs attention: ${reason}`;
export const newNeeds = (count: number): string => `${String(count)} sessions need attention`;
export const todayIs = (day: string, zone: string): string => `${day}, times in ${zone}`;
export const wallView = 'Wall view';
export const time = 'Time';
