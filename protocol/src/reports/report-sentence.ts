import type { Report } from '../api/reports.ts';
import { allTokens } from '../figures.ts';
import {
  countInWords,
  dollarsInWords,
  isNothing,
  modelInWords,
  periodName,
  signedDollars,
} from './report-words.ts';

/** `lead` stands out, `rest` follows it. */
type ReportSentence = { lead: string; rest: string };

/** Below as many requests in either period a change says more about chance than about cost. */
const ENOUGH_REQUESTS = 20;
/** A change of less is none. */
const SAME_SHARE = 0.01;
/** Who made less of a change did not make it. */
const CAUSE_SHARE = 0.5;

/**
 * How the day or week went, in one sentence or two: the same on the page, in Markdown and in messages. It claims a
 * change where both periods have requests enough and a price for all, and a cause where one agent and model made
 * half of it or more. `namesAgents` false: nobody is named.
 */
export function reportSentence(
  report: Report,
  { namesAgents }: { namesAgents: boolean } = { namesAgents: true },
): ReportSentence {
  const { now } = report.totals;
  if (isNothing(now)) {
    const so = report.isOver ? '' : ' so far';
    return {
      lead: `Nothing happened in ${lower(periodName(report))}${so}.`,
      rest: 'No agent used a model, ended a task or reported an error.',
    };
  }
  return { lead: leadOf(report), rest: restOf(report, namesAgents) };
}

function leadOf({ totals: { now }, isOver }: Report): string {
  const { usage, activity } = now;
  const tokens = allTokens(usage);
  const price =
    usage.costMicros > 0
      ? ` for ${dollarsInWords(usage.costMicros)}`
      : tokens > 0
        ? ` with ${countInWords(tokens)} tokens`
        : '';
  const so = isOver ? '' : ' so far';
  const { tasksDone, tasksFailed } = activity;
  if (tasksDone > 0) return `${tasksIn(tasksDone)} done${price}${so}.`;
  if (tasksFailed > 0) return `No task done and ${countInWords(tasksFailed)} failed${price}${so}.`;
  if (price === '') return `No task ended and no tokens were used${so}.`;
  return `${price.replace(/^ (for|with) /, '')} used${so}, and no task ended.`;
}

function restOf(report: Report, namesAgents: boolean): string {
  const { now, before } = report.totals;
  const whole = report.period === 'week' ? 'the week before' : 'the day before';
  const then = report.isOver ? whole : `${whole} by the same time`;
  if (now.usage.unpricedRequests > 0) {
    const { unpricedRequests } = now.usage;
    const have = unpricedRequests === 1 ? 'request that has' : 'requests that have';
    return `Without ${countInWords(unpricedRequests)} ${have} no list price.`;
  }
  if (isNothing(before)) return `There is nothing in ${then} to compare.`;
  const isEnough =
    now.usage.requests >= ENOUGH_REQUESTS && before.usage.requests >= ENOUGH_REQUESTS;
  if (!isEnough || before.usage.unpricedRequests > 0 || before.usage.costMicros === 0) {
    return `Too little was used in one of both to compare it with ${then}.`;
  }
  const net = now.usage.costMicros - before.usage.costMicros;
  const tasks = tasksAgainst(now.activity.tasksDone - before.activity.tasksDone);
  if (Math.abs(net) < SAME_SHARE * before.usage.costMicros) {
    return `About as much as ${then}, ${tasks}.`;
  }
  const way = net > 0 ? 'more' : 'less';
  const cause = namesAgents ? causeOf(report, net) : '';
  return `${dollarsInWords(Math.abs(net))} ${way} than ${then}, ${tasks}${cause}.`;
}

const tasksIn = (count: number): string =>
  `${countInWords(count)} ${count === 1 ? 'task' : 'tasks'}`;

function tasksAgainst(change: number): string {
  if (change === 0) return 'for as many tasks';
  const count = Math.abs(change);
  const word = change > 0 ? 'more' : 'fewer';
  return `for ${countInWords(count)} ${word} ${count === 1 ? 'task' : 'tasks'}`;
}

function causeOf({ movers }: Report, net: number): string {
  const [first] = movers;
  if (first === undefined || first.agentName === null) return '';
  const { changeMicros, requests, requestsBefore, agentName, model } = first;
  const isCause = Math.sign(changeMicros) === Math.sign(net);
  if (!isCause || Math.abs(changeMicros) < CAUSE_SHARE * Math.abs(net)) return '';
  if (requests + requestsBefore < ENOUGH_REQUESTS) return '';
  const on = model === null ? '' : ` on ${modelInWords(model)}`;
  const amount = signedDollars(Math.abs(changeMicros)).slice(1);
  return `: ${agentName}${on} alone cost ${amount} ${changeMicros > 0 ? 'more' : 'less'}`;
}

const lower = (name: string): string => name.replace(/^Week/, 'week');
