import type {
  ActivityAnswer,
  tasksAnswerSchema,
  UptimeAnswer,
  UsageAnswer,
} from '@claude-monitor/protocol/api/index';
import type { z } from 'zod';
import type { Bounds } from '../../../lib/range/range.ts';
import { bandsOf, type Band } from '../../../lib/states/bands.ts';

type TasksAnswer = z.infer<typeof tasksAnswerSchema>;

export type Lane = {
  agent: string;
  bands: Band[];
  marks: { at: number; kind: 'done' | 'failed' }[];
  done: number;
  failed: number;
  costMicros: number;
  unpricedRequests: number;
};

export type Lanes = {
  window: Bounds;
  /** The dearest first. */
  lanes: Lane[];
  moreLanes: number;
  /** Tasks that ended well, the dearest first. */
  finished: TasksAnswer['items'];
  /** There are more than were looked at: marks and finished tasks are some of them. */
  isCut: boolean;
};

/** More lanes than that are a page of their own. */
const MOST_LANES = 12;
const MOST_FINISHED = 5;

export type NightAnswers = {
  uptime: Pick<UptimeAnswer, 'agents' | 'points' | 'moreAgents'>;
  usage: Pick<UsageAnswer, 'groups'>;
  activity: Pick<ActivityAnswer, 'groups'>;
  tasks: Pick<TasksAnswer, 'items' | 'next'>;
};

/** What each agent did in a night, of four answers about it. */
export function lanesOf(window: Bounds, { uptime, usage, activity, tasks }: NightAnswers): Lanes {
  const lanes = uptime.agents.map((agent): Lane => {
    const used = usage.groups.find(({ key }) => key === agent.agentName);
    const did = activity.groups.find(({ keys }) => keys[0] === agent.agentName);
    return {
      agent: agent.agentName,
      bands: bandsOf(agent, uptime.points),
      marks: tasks.items
        .filter(({ agentName }) => agentName === agent.agentName)
        .flatMap(({ endedAt, status }) =>
          endedAt === null || (status !== 'success' && status !== 'failed')
            ? []
            : [{ at: endedAt, kind: status === 'success' ? ('done' as const) : status }],
        ),
      done: did?.tasksDone ?? 0,
      failed: did?.tasksFailed ?? 0,
      costMicros: used?.costMicros ?? 0,
      unpricedRequests: used?.unpricedRequests ?? 0,
    };
  });
  const dearest = lanes.sort((a, b) => b.costMicros - a.costMicros || (a.agent < b.agent ? -1 : 1));
  return {
    window,
    lanes: dearest.slice(0, MOST_LANES),
    moreLanes: Math.max(0, dearest.length - MOST_LANES) + uptime.moreAgents,
    finished: tasks.items.filter(({ status }) => status === 'success').slice(0, MOST_FINISHED),
    isCut: tasks.next !== null,
  };
}

const TICK_HOURS = 2;
const HOUR_MS = 3_600_000;

/** Every other hour of a night, where it stands from 0 to 1; the last leaves room for its words. */
export function hourTicksOf({ from, to }: Bounds): { at: number; share: number }[] {
  const ticks: { at: number; share: number }[] = [];
  for (let at = from; at < to - HOUR_MS; at += TICK_HOURS * HOUR_MS) {
    ticks.push({ at, share: (at - from) / Math.max(1, to - from) });
  }
  return ticks;
}
