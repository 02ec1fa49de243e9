import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { taskView } from '../views/task-view.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { expectSame, foldAll, pictureOf, type Folded } from '../testing/picture.fixture.ts';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { parseEvent } from '@claude-monitor/protocol/event/parse-event';
import { routeOf } from '@claude-monitor/protocol/event/prompt-route';
import { LOG_TOOLS } from '@claude-monitor/protocol/tools/tools';
import { taskGraphOf } from '@claude-monitor/protocol/task-graph/task-graph-of';

/** The workflow of the mission: a plan of Prometheus, then calls that name no project. */

const RUN = '11111111-1111-4111-8111-111111111111';
const PROMPT = 'PROMETHEUS create project: Build a Solidity DEX with automated market maker';

let serial = 0;

/** A call as an agent's server of the tools takes it. */
function call(second: number, name: string, input: object): TelemetryEvent[] {
  const tool = LOG_TOOLS.find((each) => each.name === name);
  const context = { newId: () => `id ${String(serial++)}`, now: TEN + second * 1_000 };
  return (tool?.run(input, context).events ?? []).map((made) => {
    const parsed = parseEvent(made);
    if (!parsed.ok) throw new Error(`${parsed.path}: ${parsed.message}`);
    return parsed.event;
  });
}

const prompt = event('prompt', RUN, { second: 0, source: 'hook', route: routeOf(PROMPT).route });

const plan = call(5, 'log_plan', {
  sessionId: 'prometheus',
  project: 'Build a Solidity DEX',
  tasks: [
    { taskId: 'task-001', taskDescription: 'Design AMM algorithm' },
    { taskId: 'task-002', taskDescription: 'Write Solidity contracts', dependsOn: ['task-001'] },
    { taskId: 'task-003', taskDescription: 'Implement security features', dependsOn: ['task-002'] },
    { taskId: 'task-004', taskDescription: 'Write tests', dependsOn: ['task-002'] },
    {
      taskId: 'task-005',
      taskDescription: 'Deploy to testnet',
      dependsOn: ['task-003', 'task-004'],
    },
  ],
});

const designed = [
  ...call(8, 'log_task_start', { sessionId: 'task-001-session', taskId: 'task-001' }),
  ...call(9, 'log_task_complete', {
    sessionId: 'task-001-session',
    taskId: 'task-001',
    status: 'success',
  }),
];

const written = [
  ...call(10, 'log_session_start', {
    sessionId: 'task-002-session',
    agentName: 'solidity-developer',
    model: 'claude-sonnet-4',
  }),
  ...call(11, 'log_task_start', {
    sessionId: 'task-002-session',
    taskId: 'task-002',
    taskDescription: 'Write Solidity contracts for DEX',
    priority: 'high',
  }),
  ...call(30, 'log_token_usage', {
    sessionId: 'task-002-session',
    inputTokens: 3500,
    outputTokens: 1200,
    contextWindow: 200000,
  }),
];

const finished = call(56, 'log_task_complete', {
  sessionId: 'task-002-session',
  taskId: 'task-002',
  status: 'success',
  duration: 45000,
});

describe('calls that name no project', () => {
  it('light up the plan recorded before them', () => {
    const { tasks, states } = graphOf(foldAll([prompt, ...plan, ...designed, ...written]));
    expect(states).toEqual(['done', 'in_progress', 'blocked', 'blocked', 'blocked']);
    expect(tasks[1]).toMatchObject({
      project: 'Build a Solidity DEX',
      origin: 'prometheus',
      agentName: 'solidity-developer',
      priority: 'high',
      usage: { inputTokens: 3_500, outputTokens: 1_200 },
    });
  });

  it('make what waited for them ready when they are done', () => {
    const all = [prompt, ...plan, ...designed, ...written, ...finished];
    const folded = foldAll(all);
    const { tasks, states, critical } = graphOf(folded);
    expect(states).toEqual(['done', 'done', 'ready', 'ready', 'blocked']);
    expect(tasks[1]).toMatchObject({ status: 'success', durationMs: 45_000 });
    expect(critical).toEqual(['task-003', 'task-005']);
    const random = seeded(7);
    for (let turn = 0; turn < 50; turn++) {
      expectSame(pictureOf(foldAll(random.shuffled([...all, ...all]))), pictureOf(folded));
    }
  });

  it('show who failed, and what that blocks', () => {
    const failed = call(56, 'log_task_complete', {
      sessionId: 'task-002-session',
      taskId: 'task-002',
      status: 'failed',
    });
    const { states } = graphOf(foldAll([...plan, ...designed, ...written, ...failed]));
    expect(states).toEqual(['done', 'failed', 'blocked', 'blocked', 'blocked']);
  });

  it('show what can never begin once a task is cancelled', () => {
    const cancelled = call(56, 'log_task_complete', {
      sessionId: 'task-002-session',
      taskId: 'task-002',
      status: 'cancelled',
    });
    const { states } = graphOf(foldAll([...plan, ...designed, ...written, ...cancelled]));
    expect(states).toEqual(['done', 'cancelled', 'dead_blocked', 'dead_blocked', 'dead_blocked']);
  });

  it('of a session that never started make no other task', () => {
    const { tasks } = graphOf(foldAll([...plan, ...written.slice(1), ...finished]));
    expect(tasks).toHaveLength(5);
    expect(tasks[1]).toMatchObject({ status: 'success', agentName: 'claude-code' });
  });
});

function graphOf(folded: Folded) {
  const tasks = folded.taskIds().flatMap((id) => taskView(folded.state, id) ?? []);
  tasks.sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  const graph = taskGraphOf(tasks);
  const named = (id: string) => tasks.find((task) => task.id === id)?.taskId;
  return {
    tasks,
    states: graph.nodes.map(({ state: stands }) => stands),
    critical: graph.criticalPath.map(named),
  };
}
