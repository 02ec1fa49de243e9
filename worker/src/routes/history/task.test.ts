import { taskAnswerSchema, type Task, type TaskHistory } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { createApp } from '../../app.ts';
import { taskOf } from '../../store/testing/rows.fixture.ts';
import { createFakeDeps, EMPTY_HISTORY, ORIGIN } from '../../testing/deps.fixture.ts';

async function ask(found: Task | null, history: TaskHistory | null) {
  const fake = createFakeDeps({
    history: { ...EMPTY_HISTORY, task: async () => await Promise.resolve(found) },
  });
  const key = await fake.keyOf('team', ['read']);
  fake.hub('team').history = history;
  return await createApp(fake.deps).request(`${ORIGIN}/v1/tasks/task-1`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

test('[TSK3] a task carries what happened to it, and null when it has left the hub', async () => {
  const history = { moments: [], more: 3 };
  const answer = await ask(taskOf({ id: 'task-1' }), history);
  expect(answer.status).toBe(200);
  expect(taskAnswerSchema.parse(await answer.json())).toMatchObject({
    task: { id: 'task-1' },
    history,
  });
  const left = await ask(taskOf(), null);
  expect(taskAnswerSchema.parse(await left.json()).history).toBeNull();
});

test('a task that is not there is 404', async () => {
  expect((await ask(null, null)).status).toBe(404);
});
