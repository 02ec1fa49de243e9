import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { runDailyMaintenance } from '../../jobs/maintenance.ts';
import { KEY, newHub, send, workday, type HubStub } from '../hub.fixture.ts';
import type { Hub } from '../hub.ts';

/** Of machines that are busy with something else. */
const PATIENCE = { timeout: 10_000 };

const isDone = async (hub: HubStub): Promise<boolean> => {
  const answer = await hub.call(KEY.hash, 'listDeletions');
  return answer.ok && answer.value.items.every(({ doneAt }) => doneAt !== null);
};

test('[STO10] [HUB3] a deletion ends by alarms, through evictions', async () => {
  const { name, hub } = await newHub();
  await send(hub, workday(Date.now()));
  const what = { kind: 'session', id: 'agent-1' } as const;
  expect(await hub.call(KEY.hash, 'deleteData', 'd1', what)).toMatchObject({ ok: true });
  for (let turn = 0; turn < 50 && !(await isDone(env.HUB.getByName(name))); turn++) {
    await evictDurableObject(env.HUB.getByName(name));
    await runDurableObjectAlarm(env.HUB.getByName(name));
  }
  const opened = env.HUB.getByName(name);
  expect(await isDone(opened)).toBe(true);
  expect(await opened.call(KEY.hash, 'detail', 'agent-1')).toEqual({ ok: true, value: null });
  expect(await opened.call(KEY.hash, 'detail', 'agent-0')).toMatchObject({
    value: { requests: expect.anything() },
  });
});

test('[STO10] [HUB3] a hub that wakes with a deletion under way goes on soon, whenever its alarm was to ring', async () => {
  const { name, hub } = await newHub();
  await send(hub, workday(Date.now()));
  const what = { kind: 'session', id: 'agent-1' } as const;
  await hub.call(KEY.hash, 'deleteData', 'd1', what);
  await runInDurableObject(hub, (_: Hub, { storage }) => storage.setAlarm(Date.now() + 3_600_000));
  await evictDurableObject(env.HUB.getByName(name));
  const woken = env.HUB.getByName(name);
  await woken.call(KEY.hash, 'status');
  await expect.poll(() => isDone(woken), PATIENCE).toBe(true);
});

test('[STO10] a whole workspace is emptied in the running object, and works on', async () => {
  const { name, hub } = await newHub();
  await send(hub, workday(Date.now() - 1_000));
  const what = { kind: 'workspace', workspace: name } as const;
  expect(await hub.call(KEY.hash, 'deleteData', 'd1', what)).toMatchObject({ ok: true });
  await expect
    .poll(async () => {
      await runDurableObjectAlarm(env.HUB.getByName(name)).catch(() => false);
      return await isDone(env.HUB.getByName(name)).catch(() => false);
    }, PATIENCE)
    .toBe(true);
  const status = await env.HUB.getByName(name).call(KEY.hash, 'status');
  expect(status).toMatchObject({ ok: true, value: { sessions: 0, tasks: 0 } });
});

test('[STO5] the daily job has hubs bring it about, and one that fails keeps it from none', async () => {
  const { hub, name } = await newHub();
  await send(hub, workday(Date.now()));
  // As if it was done last yesterday.
  await runInDurableObject(hub, (_: Hub, { storage }) => {
    const run = { day: 1, stage: 'done', resume: null, ranAt: null };
    const text = JSON.stringify(run);
    storage.sql.exec("insert into meta (name, value) values ('retention run', ?)", text);
  });
  await evictDurableObject(env.HUB.getByName(name));
  const failures: string[] = [];
  await runDailyMaintenance({
    workspaces: async () => ['broken', name],
    hub: (workspace) =>
      workspace === name
        ? { runMaintenance: () => env.HUB.getByName(name).runMaintenance() }
        : { runMaintenance: () => Promise.reject(new Error('away')) },
    report: ({ what }) => failures.push(what),
  });
  expect(failures).toEqual(['maintenance']);
  // It works for a while, and leaves the rest to its alarm.
  await expect
    .poll(() => env.HUB.getByName(name).call(KEY.hash, 'status'), PATIENCE)
    .toMatchObject({ value: { retention: { ranAt: expect.any(Number) } } });
});
