import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { seededRandom } from './random.ts';

/**
 * Streams whose cost must stay flat (rule HUB8): what a sender may do, by mistake or on purpose, so that
 * each event touches more of what came before it. Pure and endless: who calls takes as many as wanted, and
 * the first so many of a stream are always the same.
 */
export type Shape = (options: { now: number; seed: number }) => Generator<TelemetryEventInput>;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const MODEL = 'claude-sonnet-4-5';
/** Of a long plan, within the bounds of one event. */
const LONG_TEXT = 'Describe every step of it. '.repeat(70);
const LONG_DEPENDENCIES = 190;
const TEAM_TASKS = 10;
/** So many events of one hour keep apart in time. */
const HOUR_STEP_MS = 30;
const LATE_HOURS = 9_000;

/** Usages of two agents in turn under one session id: each moves what the session is called. */
const twoAgents: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'two-agents');
  for (let index = 0; ; index++) {
    const agentName = index % 2 === 0 ? 'architect' : 'builder';
    yield usage({ sessionId: 'shared', agentName, time: now - HOUR_MS / 2 + index });
  }
};

/** One session opens task after task and completes none; requests come in between. */
const openTasks: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'open-tasks');
  for (let index = 0; ; index++) {
    const at = { sessionId: 'opener', time: now - HOUR_MS / 2 + index };
    const taskId = `task-${String(index)}`;
    if (index % 2 === 0) yield { ...at, id: taskId, type: 'task.start', source: 'mcp', taskId };
    else yield usage(at);
  }
};

/** Each subagent's parent is reported only after it, so the whole chain depends on the newest event. */
const subagentChain: Shape = function* ({ now }) {
  for (let index = 0; ; index++) {
    yield {
      id: `instance-${String(index)}`,
      type: 'subagent.start',
      source: 'hook',
      sessionId: 'chain',
      time: now - HOUR_MS / 2 + index,
      agentId: `agent-${String(index)}`,
      agentType: 'Explore',
      parentAgentId: `agent-${String(index + 1)}`,
    };
  }
};

/** Every team numbers its tasks t1 to t10, each in a project of its own, planned and started by name. */
const sameTaskIds: Shape = function* ({ now }) {
  for (let team = 0; ; team++) {
    const number = String(team);
    const time = now - HOUR_MS / 2 + team;
    const fields = { source: 'mcp', user: 'everybody', time } as const;
    const planner = { ...fields, sessionId: `planner-${number}` };
    const worker = { ...fields, sessionId: `worker-${number}` };
    yield { ...planner, id: `start-${number}`, type: 'session.start', agentName: 'planner' };
    for (let task = 1; task <= TEAM_TASKS; task++) {
      const taskId = `t${String(task)}`;
      const id = `plan-${number}-${taskId}`;
      yield { ...planner, id, type: 'task.plan', project: `project-${number}`, taskId };
    }
    for (let task = 1; task <= TEAM_TASKS; task++) {
      const taskId = `t${String(task)}`;
      yield { ...worker, id: `begin-${number}-${taskId}`, type: 'task.start', taskId };
    }
  }
};

/** One planned task that every session starts, without saying of which project. */
const samePlannedTask: Shape = function* ({ now }) {
  const fields = { source: 'mcp', user: 'everybody', taskId: 'build' } as const;
  const first = now - HOUR_MS / 2;
  yield {
    ...fields,
    id: 'plan',
    type: 'task.plan',
    sessionId: 'planner',
    project: 'one',
    time: first,
  };
  for (let index = 1; ; index++) {
    const number = String(index);
    const sessionId = `session-${number}`;
    yield { ...fields, id: `start-${number}`, type: 'task.start', sessionId, time: first + index };
  }
};

/** Copies of one session all tell the same request. */
const sharedRequest: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'shared-request');
  for (let index = 0; ; index++) {
    const time = now - HOUR_MS / 2 + index;
    yield { ...usage({ sessionId: `fork-${String(index)}`, time }), requestId: 'req_shared' };
  }
};

/** Each session was started by the one before it, and works. */
const parentSessions: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'parent-sessions');
  for (let index = 0; ; index++) {
    const sessionId = `link-${String(index)}`;
    const time = now - HOUR_MS / 2 + index;
    const parent = index === 0 ? {} : { parentSessionId: `link-${String(index - 1)}` };
    const agentName = `agent ${String(index % 7)}`;
    const id = `start-${String(index)}`;
    yield { id, type: 'session.start', source: 'mcp', sessionId, time, agentName, ...parent };
    yield usage({ sessionId, time });
  }
};

/** Plans of tasks that say and wait for as much as they may. */
const longPlans: Shape = function* ({ now }) {
  const nameOf = (task: number): string => `task-${String(task)}-`.padEnd(190, 'x');
  // The first ones wait for tasks that nobody planned: each event is of the same size.
  const first = LONG_DEPENDENCIES;
  for (let index = 0; ; index++) {
    yield {
      id: `plan-${String(index)}`,
      type: 'task.plan',
      source: 'mcp',
      sessionId: 'planner',
      project: 'long',
      time: now - HOUR_MS / 2 + index,
      taskId: nameOf(first + index),
      taskDescription: LONG_TEXT,
      dependsOn: Array.from({ length: LONG_DEPENDENCIES }, (_, back) =>
        nameOf(first + index - back - 1),
      ),
    };
  }
};

/** One session that works as fast as it can: all in one hour. */
const busyHour: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'busy-hour');
  const hourAt = now - (now % HOUR_MS);
  for (let index = 0; ; index++) {
    const time = hourAt - HOUR_MS + ((index * HOUR_STEP_MS) % HOUR_MS);
    const call = {
      sessionId: 'busy',
      source: 'hook',
      type: 'tool.call',
      toolName: 'Bash',
      toolUseId: `toolu_busy_${String(Math.floor(index / 3))}`,
      time,
    } as const;
    const id = `call-${String(index)}`;
    if (index % 3 === 0) yield { ...call, id, state: 'started' };
    else if (index % 3 === 1) yield { ...call, id, state: 'succeeded', duration: HOUR_STEP_MS };
    else yield usage({ sessionId: 'busy', time });
  }
};

/** An outage of a year is over: one session's requests, each of another hour, in no order. */
const lateHours: Shape = function* ({ now, seed }) {
  const usage = usages(seed, 'late-hours');
  const random = seededRandom(seed);
  for (;;) {
    const hour = 1 + Math.floor(random() * LATE_HOURS);
    yield usage({ sessionId: 'late', time: now - hour * HOUR_MS });
  }
};

export const SHAPES = {
  'two agents under one session id': twoAgents,
  'open tasks with requests between': openTasks,
  'a chain of parent subagents': subagentChain,
  'task ids t1 to t10 of every team': sameTaskIds,
  'one planned task that all start': samePlannedTask,
  'one request id in many sessions': sharedRequest,
  'a chain of parent sessions': parentSessions,
  'plans of long tasks': longPlans,
  'one busy hour of one session': busyHour,
  'late requests of many hours': lateHours,
} as const satisfies Record<string, Shape>;

export function take<Item>(stream: Iterator<Item>, count: number): Item[] {
  const taken: Item[] = [];
  while (taken.length < count) {
    const next = stream.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

type Where = { sessionId: string; time: number; agentName?: string };

function usages(seed: number, prefix: string): (where: Where) => TelemetryEventInput {
  const random = seededRandom(seed);
  let count = 0;
  return (where) => {
    const number = String(count++);
    return {
      id: `${prefix}-${number}`,
      type: 'usage',
      source: 'otlp',
      model: MODEL,
      requestId: `req_${prefix}_${number}`,
      inputTokens: Math.floor(random() * 300),
      outputTokens: Math.floor(random() * 2_000),
      cacheReadTokens: Math.floor(random() * 120_000),
      ...where,
    };
  };
}
