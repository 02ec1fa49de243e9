import { describe } from 'vitest';
import { numbered as name, testCosts, type Shape } from '../testing/cost.fixture.ts';
import { event } from '../testing/events.fixture.ts';

const mcp = { source: 'mcp' } as const;
const plan = (
  second: number,
  taskId: string,
  { project, ...fields }: { project: string } & Record<string, unknown>,
) => event('task.plan', 'lead', { second, ...mcp, taskId, project, ...fields });
const start = (
  second: number,
  session: string,
  { taskId, ...fields }: { taskId: string } & Record<string, unknown>,
) => event('task.start', session, { second, ...mcp, taskId, ...fields });
const done = (
  second: number,
  session: string,
  { taskId, ...fields }: { taskId: string } & Record<string, unknown>,
) => event('task.complete', session, { second, ...mcp, taskId, status: 'success', ...fields });
const used = (second: number, session: string, taskId?: string) =>
  event('usage', session, {
    second,
    ...mcp,
    inputTokens: 5,
    ...(taskId === undefined ? {} : { taskId }),
  });
const renamed = (second: number) =>
  event('session.state', 'busy', {
    second,
    ...mcp,
    state: 'working',
    agentName: `a${String(second)}`,
  });
const prompt = (second: number, user: string) =>
  event('prompt', `asker ${String(second)}`, { second, source: 'hook', route: 'prometheus', user });

const SHAPES: Record<string, Shape> = {
  'open tasks in one session': (index) => [
    start(index, 'busy', { taskId: name('t', index) }),
    used(index, 'busy'),
  ],
  'tasks in one session that end': (index) => [
    start(index, 'busy', { taskId: name('t', index) }),
    done(index, 'busy', { taskId: name('t', index) }),
  ],
  'tasks that one session names in two ways': (index) => [
    event('session.start', 'busy', { second: 0, ...mcp, project: 'dex' }),
    start(index, 'busy', { taskId: name('t', index) }),
    done(index, 'busy', { taskId: name('t', index), project: 'dex' }),
  ],
  'stretches of work on one task': (index) => [
    start(2 * index, 'busy', { taskId: 't' }),
    done(2 * index + 1, 'busy', { taskId: 't' }),
  ],
  'sessions that start one planned task': (index) => [
    plan(0, 't', { project: 'dex' }),
    start(1 + index, name('worker', index), { taskId: 't' }),
    used(1 + index, name('worker', index)),
  ],
  'sessions that work on one task of a project': (index) => [
    start(index, name('worker', index), { taskId: 't', project: 'dex' }),
    done(index, name('worker', index), { taskId: 't', project: 'dex' }),
  ],
  'projects whose teams use the same ids': (index) => [
    plan(10 * index, name('t', index % 10), { project: name('project', index) }),
    start(10 * index + 1, name('worker', index), { taskId: name('t', index % 10) }),
    done(10 * index + 2, name('worker', index), { taskId: name('t', index % 10) }),
  ],
  'tasks of one project, planned again and again as a whole': (index) => [
    plan(index, name('t', index), { project: 'dex', replaces: true }),
  ],
  'users that plan one task': (index) => [
    plan(index, 't', { project: 'dex', user: name('user', index) }),
  ],
  'prompts to Prometheus by many sessions, and plans after them': (index) => [
    prompt(index, name('user', index % 3)),
    event('task.plan', name('lead', index), {
      second: index,
      ...mcp,
      taskId: 't',
      project: name('p', index),
    }),
  ],
  'planned tasks of a session whose agent is named again each time': (index) => [
    event('task.plan', 'busy', { second: index, ...mcp, taskId: name('t', index) }),
    renamed(index),
  ],
};

describe('[HUB8] an event costs the same, however many there were before, of', () => {
  testCosts(SHAPES, { few: 300, probes: 40 });
});
