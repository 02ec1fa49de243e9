import { LIMITS, taskGraphAnswerSchema, type Task } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../app.ts';
import { taskOf } from '../../store/testing/rows.fixture.ts';
import { createFakeDeps, EMPTY_HISTORY, NOW, ORIGIN } from '../../testing/deps.fixture.ts';

const planned = (id: string, ...dependsOn: string[]): Task =>
  taskOf({ id, taskId: id, project: 'dex', status: 'planned', session: null, dependsOn });

async function ask(path: string, tasks: Task[] = [], ofLabels?: ReadonlySet<string>) {
  const projects: (string | undefined)[] = [];
  const fake = createFakeDeps({
    history: {
      ...EMPTY_HISTORY,
      projectTasks: async (_, { project }) => {
        projects.push(project);
        const found = { project: project ?? 'dex', projects: [], tasks, more: 0 };
        return await Promise.resolve(ofLabels === undefined ? found : { ...found, ofLabels });
      },
    },
  });
  const key = await fake.keyOf('team', ['read']);
  const response = await createApp(fake.deps).request(ORIGIN + path, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { response, projects };
}

test('[TSK2] the tasks of a project come with what each waits for', async () => {
  const tasks = [planned('a'), planned('b', 'a'), planned('c', 'gone')];
  const { response, projects } = await ask('/v1/graph/tasks?project=dex', tasks);
  expect(response.status).toBe(200);
  const answer = taskGraphAnswerSchema.parse(await response.json());
  expect(projects).toEqual(['dex']);
  expect(answer).toMatchObject({ asOf: NOW, fresh: true, project: 'dex', more: 0, moreEdges: 0 });
  expect(answer.graph.nodes.map(({ id, state }) => [id, state])).toEqual([
    ['a', 'ready'],
    ['b', 'blocked'],
    ['c', 'blocked'],
  ]);
  expect(answer.graph.edges).toEqual([{ from: 'a', to: 'b' }]);
  expect(answer.graph.criticalPath).toEqual(['a', 'b']);
});

test('[TSK2] by a label its tasks stand alone, and wait for what they wait for in the whole project', async () => {
  const tasks = [
    { ...planned('a'), status: 'success' as const },
    planned('b', 'a'),
    planned('c', 'b'),
    planned('d', 'c'),
  ];
  const path = '/v1/graph/tasks?project=dex&label=team:core';
  const { response } = await ask(path, tasks, new Set(['b', 'd']));
  const answer = taskGraphAnswerSchema.parse(await response.json());
  expect(answer.tasks.map(({ id }) => id)).toEqual(['b', 'd']);
  expect(answer.graph.nodes.map(({ id, state, waitsFor }) => [id, state, waitsFor])).toEqual([
    ['b', 'ready', []],
    ['d', 'blocked', ['c']],
  ]);
  expect(answer.graph.counts).toMatchObject({ done: 0, ready: 1, blocked: 1 });
  expect(answer.graph).toMatchObject({ edges: [], criticalPath: ['b', 'd'] });
  expect((await ask('/v1/graph/tasks?label=team')).response.status).toBe(400);
});

test('the project may be left out, or be none', async () => {
  expect((await ask('/v1/graph/tasks')).projects).toEqual([undefined]);
  expect((await ask('/v1/graph/tasks?project=')).projects).toEqual(['']);
  const { response } = await ask(`/v1/graph/tasks?project=${'x'.repeat(LIMITS.nameLength + 1)}`);
  expect(response.status).toBe(400);
});

test('of a very dense graph not every edge is sent, and how many more there are', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => String(index));
  const tasks = ids.map((id, index) => planned(id, ...ids.slice(Math.max(0, index - 100), index)));
  const { response } = await ask('/v1/graph/tasks', tasks);
  const { graph, moreEdges } = taskGraphAnswerSchema.parse(await response.json());
  expect(graph.edges).toHaveLength(LIMITS.graphEdges);
  expect(moreEdges).toBe(100 * 200 + (100 * 99) / 2 - LIMITS.graphEdges);
});

test('it stands in the document of routes, with who may ask', async () => {
  const response = await createApp(createFakeDeps().deps).request(`${ORIGIN}/openapi.json`);
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))) })
    .parse(await response.json());
  expect(paths['/v1/graph/tasks']?.['get']).toMatchObject({
    summary: expect.stringMatching(/\(read\)$/),
  });
});
