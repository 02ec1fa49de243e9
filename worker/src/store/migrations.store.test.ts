import { migrate } from '@claude-monitor/drizzle/migrate';
import { TIME, USAGE_GROUPINGS } from '@claude-monitor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAgentGraph } from './reads/agent-graph.ts';
import { listErrors } from './reads/errors/errors.ts';
import { findSession } from './reads/sessions/find-session.ts';
import {
  firstEditionRows,
  insertRows,
  makeFirstEdition,
  storedRow,
  withoutLabels,
} from './testing/first-edition.fixture.ts';
import { readHubCursor } from './hub-cursor.ts';
import { readProjectTasks } from './reads/tasks/project-tasks.ts';
import {
  activityHour,
  edgeHour,
  errorHour,
  removedSession,
  removedTask,
  HOUR,
  taskRow,
} from './testing/rows.fixture.ts';
import type { FlushBatch } from './rows.ts';
import { eventsOfSession } from './reads/sessions/session-events.ts';
import { usageOfSession } from './usage/session-usage.ts';
import { listSessions } from './reads/sessions/sessions.ts';
import { readRequests } from './testing/requests.fixture.ts';
import { smallSessions } from './testing/small-sessions.fixture.ts';
import {
  openMetered,
  startServer,
  startStore,
  type TestServer,
  type TestStore,
} from './testing/store.fixture.ts';
import { listTasks, tasksOfSession } from './reads/tasks/tasks.ts';
import { readUsage } from './usage/usage.ts';
import { writeFlush } from './writes/write-flush.ts';

const NOW = HOUR + TIME.dayMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };
const page = { limit: 100 };

/** Of all kinds, in two workspaces. */
const batches = ['team', 'rival'].map((workspace): FlushBatch => {
  const batch = smallSessions(workspace, 0, 20);
  const id = batch.usageHours[0]?.owner ?? '';
  batch.sessions.push(removedSession('gone', 5), removedSession('hidden', 6, { shownAs: id }));
  batch.tasks.push(removedTask('gone', 5), taskRow({ id: 'planned', origin: 'prometheus' }));
  batch.activityHours.push(activityHour({ owner: id, run: 'sub', errors: 1 }));
  batch.errorHours.push(errorHour({ owner: id, run: id }));
  batch.edgeHours.push(
    edgeHour({ owner: id, run: id, toSession: id }),
    edgeHour({ owner: id, run: id, toSessionId: 'infra-00003' }),
    edgeHour({ owner: id, run: id, kind: 'spawn', agentId: 'sub', toAgent: 'Explore' }),
  );
  return batch;
});

const DERIVED = ['usage_trend', 'activity_trend', 'project'];

let written: TestStore;
let server: TestServer;
let migrated: ReturnType<typeof openMetered>['db'];
beforeAll(async () => {
  [written, server] = await Promise.all([startStore(), startServer()]);
  migrated = openMetered(server.url).db;
  for (const batch of batches)
    expect(await writeFlush(written.db, batch, clock)).toEqual({ ok: true });
  await makeFirstEdition(migrated.$client);
  for (const batch of batches) {
    for (const [table, rows] of Object.entries(firstEditionRows(batch))) {
      const own = rows.map((row) => ({ workspace: batch.workspace, ...row }));
      await insertRows(migrated.$client, table, own);
    }
  }
  for (const table of DERIVED) {
    const { rows } = await written.db.$client.execute(`select * from ${table}`);
    await insertRows(
      migrated.$client,
      table,
      rows.map((row) => withoutLabels(storedRow(row))),
    );
  }
  await migrate(server.url);
});
afterAll(async () => {
  await Promise.all([written.stop(), server.stop()]);
});

const ANSWERS = {
  'the cursor': (db, team) => readHubCursor(db, team),
  sessions: (db, team) => listSessions(db, team, { query: page, now: HOUR }),
  'one session': (db, team) => findSession(db, team, 'infra-00003'),
  'a session shown as another': (db, team) => findSession(db, team, 'hidden'),
  tasks: (db, team) => listTasks(db, team, { query: page, now: NOW }),
  'tasks of a session': async (db, team) => {
    const found = await findSession(db, team, 'infra-00003');
    return await tasksOfSession(db, team, found?.view.id ?? '');
  },
  'usage of a session': async (db, team) => {
    const found = await findSession(db, team, 'infra-00003');
    return await usageOfSession(db, team, found?.view.id ?? '');
  },
  events: (db, team) => eventsOfSession(db, team, { ...page, session: 'infra-00003' }),
  errors: (db, team) => listErrors(db, team, { query: page, now: NOW }),
  'the graph of a project': (db, team) => readProjectTasks(db, team, { project: 'bridge' }),
  'the graph of agents': (db, team) => readAgentGraph(db, team, { query: {}, now: NOW }),
  ...Object.fromEntries(
    [...USAGE_GROUPINGS, 'label:team' as const].map((groupBy) => [
      `usage by ${groupBy}`,
      (db: TestStore['db'], team: string) =>
        readUsage(db, team, {
          query: { from: HOUR - 11 * TIME.hourMs + 55_000, groupBy: [groupBy] },
        }),
    ]),
  ),
} satisfies Record<string, (db: TestStore['db'], team: string) => Promise<unknown>>;

test.each(Object.entries(ANSWERS))(
  '[STO4] a database of the first edition answers %s as before',
  async (_, ask) => {
    for (const { workspace } of batches) {
      expect(await ask(migrated, workspace)).toEqual(await ask(written.db, workspace));
    }
  },
);

test('[STO4] a database of the first edition keeps every row', async () => {
  const tables = Object.keys(firstEditionRows(smallSessions('', 0, 0)));
  for (const table of [...tables.filter((name) => name !== 'request'), ...DERIVED]) {
    const count = `select count(*) as n from ${table}`;
    const [was, is] = await Promise.all([
      written.db.$client.execute(count),
      migrated.$client.execute(count),
    ]);
    expect([table, is.rows]).toEqual([table, was.rows]);
  }
});

test('[STO4] [STO2] a database of the first edition keeps every request', async () => {
  for (const { workspace } of batches) {
    const requests = await readRequests(migrated, workspace);
    expect(requests).toEqual(await readRequests(written.db, workspace));
    expect(requests).toHaveLength(60);
  }
});

test('[STO4] [STO1] what the hub sends a migrated database takes the place of its requests, once', async () => {
  const { db, meter } = openMetered(server.url);
  const stored = async () =>
    await Promise.all(batches.map((each) => readRequests(db, each.workspace)));
  const before = await stored();
  for (const batch of batches) expect(await writeFlush(db, batch, clock)).toEqual({ ok: true });
  // Each session's chunk, and the one that is deleted.
  expect(meter.rowsWritten).toBe(2 * batches.length * 20);
  expect(await stored()).toEqual(before);
  meter.reset();
  for (const batch of batches) expect(await writeFlush(db, batch, clock)).toEqual({ ok: true });
  expect(meter.rowsWritten).toBe(0);
});
