import { RECORD_KINDS } from '@claude-monitor/fold';
import { sessionKeyOf, TIME, type DeletionBody } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { budgetNotice } from '../../domain/budgets/budget-notice.ts';
import { TAKEN } from '../alerts/alerts.fixture.ts';
import { createChannel } from '../alerts/calls.ts';
import { linkOf } from '../commands.fixture.ts';
import { runCommand, type CommandArgs, type CommandName } from '../commands.ts';
import {
  eventOf,
  KEY,
  NO_RECEIVER,
  realWriter,
  take,
  withCore,
  workday,
  type Core,
} from '../hub.fixture.ts';
import type { OpenHub } from '../open-hub.ts';
import { META_NAMES, type MetaName } from '../storage/meta-names.ts';
import {
  CANARY,
  canaryEvents,
  everythingIn,
  found,
  naming,
  RUN,
  tablesOfDatabase,
} from './canaries.fixture.ts';
import { tablesOf } from './wipe-tables.ts';

/**
 * Every store there is, and who it may name. A table or a name of `meta` that is not in here fails: say what it
 * may name, have `forgetNamed` or a stage of a deletion reach it, and plant a canary in it below.
 */
type MayName = 'nobody' | 'by session' | 'by user';

const HUB: Record<string, MayName> = {
  ...Object.fromEntries(RECORD_KINDS.map((kind) => [`${kind}_record`, 'nobody'])),
  // By their keys or what senders said.
  session_record: 'by session',
  task_record: 'by session',
  hour_record: 'by session',
  track_record: 'by session',
  journal: 'by session',
  journal_next: 'by session',
  arrivals: 'by session',
  change: 'by session',
  incident: 'by session',
  sent_alert: 'by session',
  delivery: 'by session',
  sent_message: 'by session',
  waste: 'by session',
  waste_session: 'by session',
  budget: 'by session',
  saved_view: 'by session',
  link: 'by session',
  link_settings: 'by session',
  audit: 'by session',
  rule: 'by user',
  key: 'by user',
  // Hashes, incidents by their ids, and browsers, which end with their key.
  incident_link: 'nobody',
  push_subscription: 'nobody',
  // Of links by their ids, which are random.
  link_cookie: 'nobody',
  channel: 'nobody',
  // What libSQL refused: `[STO7] parked rows of others`.
  parked: 'nobody',
  parked_body: 'nobody',
  // Periods, projects and channels.
  report_schedule: 'nobody',
  report_sent: 'nobody',
  // Hashes.
  request_key: 'nobody',
  tombstone: 'nobody',
  meta: 'nobody',
};

const META: Record<MetaName, MayName> = {
  'small state': 'by session',
  'alerts overflows': 'nobody',
  clocks: 'by session',
  // Of the work under way alone.
  deletions: 'nobody',
  schema: 'nobody',
  workspace: 'nobody',
  progress: 'nobody',
  retention: 'nobody',
  'retention run': 'nobody',
  'tombstone salt': 'nobody',
  'cleared before': 'nobody',
  // Names that clients gave things, and hashes of values.
  'unknown names': 'nobody',
  labels: 'nobody',
  'last uses of keys': 'nobody',
  'incident link key': 'nobody',
  'vapid keys': 'nobody',
  'last arrivals': 'nobody',
  'set aside': 'nobody',
  kept: 'nobody',
  upgrade: 'nobody',
  replay: 'nobody',
  'alerts seq': 'nobody',
  'alerts dropped': 'nobody',
  'budgets seq': 'nobody',
  'incidents since': 'nobody',
};

const LIBSQL: Record<string, MayName> = {
  session: 'by session',
  task: 'by session',
  block: 'by session',
  project: 'by session',
  request_chunk: 'by session',
  usage_hour: 'by session',
  usage_trend: 'by session',
  label_set: 'by session',
  activity_hour: 'by session',
  activity_trend: 'by session',
  error_hour: 'by session',
  edge_hour: 'by session',
  hub_cursor: 'nobody',
  probe_hour: 'nobody',
  __drizzle_migrations: 'nobody',
};

const storesThatName = (...who: MayName[]): string[] => [
  ...Object.entries(HUB).flatMap(([table, may]) => (who.includes(may) ? [table] : [])),
  ...Object.entries(META).flatMap(([name, may]) => (who.includes(may) ? [`meta ${name}`] : [])),
  ...Object.entries(LIBSQL).flatMap(([table, may]) =>
    who.includes(may) ? [`libsql ${table}`] : [],
  ),
];

/** Stores with a canary in them. */
const planted = (text: string): Set<string> =>
  new Set(found(text).map((line) => line.slice(0, line.indexOf(':'))));

const ok = async (answer: Promise<unknown>): Promise<void> => {
  expect(await answer).toMatchObject({ ok: true });
};

type Plant = Core & { name: string };

/** Whatever can name the session, or who works in it, in all that is beside its events. */
async function plant(core: Plant): Promise<void> {
  const { hub, clock } = core;
  const session = `${CANARY} session`;
  hub.workspaceState.checkpoint();
  const id = hub.workspaceState.find(session) ?? '';
  const task = hub.workspaceState.records.listed.task
    .newest(10)
    .find((one) => hub.workspaceState.task(one)?.taskId === CANARY);
  expect(task).toBeDefined();
  const run = <Name extends CommandName>(name: Name, ...args: CommandArgs<Name>): Promise<void> =>
    ok(runCommand({ hub, hash: KEY.hash }, name, ...args));
  const shows = ['agents', 'people', 'sessions', 'tasks', 'errors', 'texts'] as const;
  const channel = createChannel(
    hub.alerts,
    {
      ...{ id: 'channel', kind: 'webhook', name: 'on call', url: 'https://hooks.example.com/h' },
      ...{ shows: [...shows], secret: null, origin: 'https://monitor.example.com' },
    },
    clock.at,
  );
  expect(channel).toMatchObject({ ok: true });
  const scopes = [
    { kind: 'user', name: CANARY },
    { kind: 'session', name: session },
    { kind: 'session', name: id },
    { kind: 'task', name: task ?? '' },
    { kind: 'label', key: 'branch', value: CANARY },
  ] as const;
  for (const [place, scope] of scopes.entries()) {
    const budget = {
      id: `budget ${String(place)}`,
      scope,
      unit: 'dollars',
      limit: 1,
      brake: false,
    } as const;
    await run('createBudget', { ...budget, period: 'month', timezone: 'UTC' });
  }
  const all = {
    id: 'all',
    scope: { kind: 'workspace' },
    unit: 'dollars',
    limit: 1,
    brake: false,
  } as const;
  await run('createBudget', { ...all, period: 'run', timezone: 'UTC' });
  const [about] = hub.budgets.budgets.all;
  const stored = hub.alerts.settings.channel('channel');
  if (about === undefined || stored === null) throw new Error('nothing was made');
  const spent = { key: id, amount: 1, unpricedRequests: 0, session: null };
  const notice = { part: spent, threshold: 100 } as const;
  const message = budgetNotice(about, notice, { shows: [...shows], now: clock.at });
  hub.alerts.put(stored, message);
  const sent = { channel: 'channel', key: 'budget', incident: null, ref: null };
  hub.alerts.sentMessages.add({ ...sent, notice: message });
  const ofRuns = hub.budgets.budgets.find('all');
  if (ofRuns === null) throw new Error('no budget');
  hub.budgets.budgets.save({
    ...ofRuns,
    alerted: [{ key: id, threshold: 50, at: clock.at }],
    tripped: [{ key: id, at: clock.at, amount: 1 }],
    lifted: [{ key: id, at: clock.at, by: 'admin' }],
  });
  for (const [place, query] of [
    `user=${CANARY}`,
    `session=${encodeURIComponent(session)}`,
    `session=${id}`,
    `task=${task ?? ''}`,
    `label=branch:${CANARY}`,
    `q=${CANARY}`,
  ].entries()) {
    const name = `view ${String(place)}`;
    await run('saveView', { id: name, name, page: '/sessions', query });
    const opens = { page: '/sessions', query } as const;
    await run('createLink', { ...linkOf(`link ${String(place)}`), opens }, true);
  }
  await run('saveView', { id: 'v', name: `of ${CANARY}`, page: '/sessions', query: '' });
  await run('createLink', { ...linkOf('of it'), scope: { kind: 'session', session: id } }, true);
  await run('createLink', { ...linkOf('for it'), name: `for ${CANARY}` }, true);
  const rule = hub.alerts.settings.rule('waiting');
  hub.alerts.settings.saveRule({
    ...rule,
    filters: { ...rule.filters, labels: [`branch:${CANARY}`] },
  });
  await run('createKey', {
    ...KEY,
    id: 'theirs',
    hash: 'theirs',
    scopes: ['ingest'],
    user: CANARY,
  });
  await run('createKey', { ...KEY, id: 'admins', hash: 'admins', user: CANARY });
  const theirs = hub.alerts.incidents
    .newest()
    .items.find(({ agentName }) => agentName === 'agent-0');
  await run('changeIncident', theirs?.id ?? '', { action: 'assign', assignee: CANARY });
  await run('changeIncident', theirs?.id ?? '', { action: 'acknowledge' });
  // Their clock is ahead, and they say no machine.
  await take(core, [
    eventOf({
      ...{ id: `${CANARY} ahead`, type: 'usage', sessionId: RUN, source: 'otlp' },
      ...{ requestId: `${CANARY} ahead`, inputTokens: 1, time: clock.at + 3 * TIME.hourMs },
    }),
  ]);
  expect(hub.alerts.settings.rule('waiting').isOn).toBe(true);
}

const alertDeps = {
  ...NO_RECEIVER,
  send: async () => TAKEN,
  isLocalAllowed: false,
  newId: () => crypto.randomUUID(),
  random: () => 0.5,
};

/** Deletes it where every store that may name it does. */
const everyStore = (
  what: DeletionBody | 'workspace',
  then: (core: Plant & { again: () => OpenHub }) => Promise<void>,
): Promise<void> =>
  withCore({ writer: realWriter, alertDeps, restart }, async (core) => {
    const { hub, clock, ctx } = core;
    const events = [...workday(clock.at), ...canaryEvents(clock.at), ...naming(clock.at, 'other')];
    await take(core, events);
    await plant(core);
    expect(await hub.flusher.flush()).toBe(true);
    for (const id of [`${CANARY} failed`, `${CANARY} again`]) {
      await take(core, [
        eventOf({
          ...{ id, type: 'error', sessionId: `${CANARY} session` },
          ...{ errorType: CANARY, errorMessage: CANARY, severity: 'high', time: clock.at },
        }),
      ]);
      // As a flush in between would: each of its tables holds some.
      hub.journal.turn();
    }
    hub.workspaceState.checkpoint();
    expect(tablesOf(ctx.storage.sql).sort()).toEqual(Object.keys(HUB).sort());
    expect((await tablesOfDatabase()).sort()).toEqual(Object.keys(LIBSQL).sort());
    const before = planted(await everythingIn(core));
    const stores = storesThatName('by session', 'by user');
    expect(stores.filter((store) => !before.has(store))).toEqual([]);
    const deletion: DeletionBody =
      what === 'workspace' ? { kind: what, workspace: core.name } : what;
    await ok(runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd1', deletion));
    for (let opened = hub; !opened.deletions.isIdle; opened = core.again()) {
      await opened.deletions.step();
      if (what !== 'workspace') opened.workspaceState.checkpoint();
    }
    await then({ ...core, hub: core.again() });
  });

const restart = async (change: () => void): Promise<void> => {
  change();
};

describe('[STO10] every store of the hub and of libSQL', () => {
  test('forgets a user who is deleted, killed after each step', async () => {
    await everyStore({ kind: 'user', user: CANARY }, async (core) => {
      expect(found(await everythingIn(core))).toEqual([]);
      const { hub, clock } = core;
      // What names nobody stays.
      expect(hub.budgets.budgets.all).toMatchObject([{ id: 'all', alerted: [] }]);
      const keys = new Map(hub.keys.list().map(({ id, user }) => [id, user]));
      expect(keys).toEqual(new Map([KEY.id, 'admins'].map((id) => [id, null])));
      expect(hub.alerts.settings.rule('waiting')).toMatchObject({
        isOn: false,
        filters: { labels: [] },
      });
      const stays = hub.alerts.incidents.newest().items;
      expect(stays.find(({ agentName }) => agentName === 'agent-0')).toMatchObject({
        assignee: null,
        acknowledged: { by: KEY.name },
      });
      const line = { kind: 'link_created', id: 'for it', name: 'deleted' };
      expect(hub.audit.list()).toContainEqual(expect.objectContaining(line));
      // Refused, it teaches nothing about its clock.
      await take(core, canaryEvents(clock.at + 3 * TIME.hourMs));
      expect(found(await everythingIn(core))).toEqual([]);
    });
  });

  test('forgets a session that is deleted, and leaves what names its user', async () => {
    await everyStore({ kind: 'session', id: `${CANARY} session` }, async (core) => {
      const [session, run] = [sessionKeyOf(`${CANARY} session`, ''), sessionKeyOf(RUN, '')];
      const names = [`${CANARY} session`, `${CANARY}+session`, `${CANARY}%20session`];
      const lines = (await everythingIn(core)).split('\n');
      const texts = [...names, RUN, session, run];
      expect(lines.filter((one) => texts.some((name) => one.includes(name)))).toEqual([]);
      const { hub } = core;
      const kinds = hub.budgets.budgets.all.map(({ scope }) => scope.kind);
      expect(kinds.sort()).toEqual(['label', 'user', 'workspace']);
      expect(hub.views.list().map(({ query }) => query)).toContain(`user=${CANARY}`);
      expect(hub.keys.list()).toHaveLength(3);
    });
  });

  test('is emptied with its workspace, but for keys, channels and rules', async () => {
    await everyStore('workspace', async (core) => {
      const left = planted(await everythingIn(core));
      expect([...left].sort()).toEqual(['key', 'rule']);
    });
  });
});

test('[STO10] a deleted session leaves what is of another one of the same id', async () => {
  await withCore({ writer: realWriter, alertDeps }, async (core) => {
    const { hub, clock } = core;
    const waiting = (device: string) =>
      eventOf({
        ...{ id: device, type: 'session.state', state: 'waiting', sessionId: 'twin', device },
        time: clock.at,
      });
    await take(core, [waiting('a'), waiting('b')]);
    const [first] = hub.alerts.incidents.newest().items;
    const deletion = { kind: 'session', id: first?.session?.id ?? '' } as const;
    await ok(runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd1', deletion));
    await hub.maintenance.run();
    expect(hub.deletions.isIdle).toBe(true);
    const stays = hub.alerts.incidents.newest().items;
    expect(stays.map(({ session }) => session?.sessionId)).toEqual(['twin']);
    expect(stays[0]?.id).not.toBe(first?.id);
  });
});

test('[STO10] says of every name of `meta` what becomes of it', () => {
  expect(Object.keys(META).sort()).toEqual(Object.keys(META_NAMES).sort());
});
