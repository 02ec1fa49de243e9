import { runInDurableObject } from 'cloudflare:test';
import type { Scope } from '@claude-monitor/protocol';
import type { OpenHub } from './open-hub.ts';
import {
  runCommand,
  type CommandArgs,
  type CommandName,
  type CommandValue,
  COMMANDS,
} from './commands.ts';
import { noRows } from './flush/parked/subjects.ts';
import { callOf, eventOf, KEY, type HubStub } from './hub.fixture.ts';
import type { Hub } from './hub.ts';
import type { Answer, CredentialHash, NewKey } from './rpc.ts';
import type { NewLink } from './share/links.ts';

const DAY_MS = 86_400_000;

/** The first row that a hub parks. */
export const PARKED_ID = '1';

export const isName = (name: string): name is CommandName => name in COMMANDS;

export const NAMES: CommandName[] = Object.keys(COMMANDS).filter(isName);

export const linkOf = (id: string, expiresAt = Date.now() + DAY_MS): NewLink => ({
  id,
  hash: `token of ${id}`,
  name: `name of ${id}`,
  scope: { kind: 'workspace' },
  isRedacted: true,
  shows: [],
  salt: 'salt',
  expiresAt,
});

export const keyOf = (id: string, scopes: Scope[] = ['read']): NewKey => ({
  ...KEY,
  id,
  hash: `hash of ${id}`,
  name: `name of ${id}`,
  scopes,
});

/** Arguments of each command, for a workspace that `prepare` set up; all succeed but what sends. */
const argsOf = (caller: CredentialHash): { [Name in CommandName]: CommandArgs<Name> } => ({
  ingest: [callOf([eventOf({ id: 'walked', type: 'session.start' })])],
  plannedTasks: [{ project: 'none', taskIds: ['none'] }],
  read: [],
  detail: ['infra-001'],
  taskHistory: ['none'],
  answerQuestion: [{ name: 'get_team_status', input: {} }],
  status: [],
  unknownNames: [],
  listLabels: [],
  listViews: [],
  saveView: [{ id: 'spare', name: 'spare', page: '/sessions', query: 'range=7d' }],
  deleteView: ['spare'],
  hideLabel: ['new'],
  showLabel: ['spare'],
  createKey: [keyOf('new')],
  listKeys: [],
  revokeKey: ['spare'],
  scopes: [],
  login: [{ hash: `new cookie of ${caller}`, expiresAt: Date.now() + DAY_MS }],
  logout: [],
  createLink: [linkOf('new'), false],
  listLinks: [],
  revokeLink: ['spare'],
  grant: [],
  openLink: [`new cookie of ${caller}`],
  audit: [],
  createChannel: [channelOf('new')],
  listChannels: [],
  changeChannel: ['spare', { name: 'night' }],
  deleteChannel: ['spare'],
  // Nothing is sent from here.
  testChannel: ['none'],
  listRules: [],
  changeRule: ['error', { cooldownMinutes: 77 }],
  previewRule: ['lost', {}],
  listDeliveries: [{ limit: 10 }],
  retryDelivery: ['none'],
  listIncidents: [{ limit: 10 }],
  getIncident: ['inc_1'],
  changeIncident: ['inc_1', { action: 'acknowledge' }],
  reportContext: [{ from: 0, to: 1, project: null }],
  linkedIncident: [],
  acknowledgeLinked: [],
  listFollowed: [],
  follow: [followOf('new')],
  // Of another key.
  unfollow: ['none'],
  testFollow: ['none'],
  listParked: [{ limit: 10 }],
  retryParked: [PARKED_ID],
  retryAllParked: [],
  deleteParked: [PARKED_ID],
  hubRows: [{}],
  repair: [{ hours: [], sessions: ['0123456789abcdef'], tasks: [] }],
  deleteData: ['new', { kind: 'user', user: 'spare' }],
  listDeletions: [],
  changeRetention: [{ blocksDays: 7 }],
  listSchedules: [],
  createSchedule: [scheduleOf('new')],
  changeSchedule: ['spare', { hour: 9 }],
  deleteSchedule: ['spare'],
  listBudgets: [],
  createBudget: [budgetOf('new')],
  changeBudget: ['spare', { limit: 7 }],
  deleteBudget: ['spare'],
  liftBudget: ['spare'],
  resumeBudget: ['lifted'],
  waste: [{ from: 0, to: 1 }],
  askBrakes: [{ sessions: [], known: null, waitMs: 0 }, 'https://monitor.example.com'],
  answerHook: [
    {
      ...{ session: 'infra-001', agent: null, project: null, hook: 'PreToolUse' },
      origin: 'https://monitor.example.com',
    },
  ],
});

function channelOf(id: string): CommandArgs<'createChannel'>[0] {
  return {
    id,
    kind: 'webhook',
    name: `name of ${id}`,
    url: 'https://hooks.example.com/hook',
    shows: [],
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    origin: 'https://monitor.example.com',
  };
}

const followOf = (id: string): CommandArgs<'follow'>[0] => ({
  ...{ id, name: id, kinds: [], projects: [], hasDetail: false },
  endpoint: `https://fcm.googleapis.com/fcm/send/${id}`,
  keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  origin: 'https://monitor.example.com',
});

const scheduleOf = (id: string): CommandArgs<'createSchedule'>[0] => ({
  ...{ id, period: 'week', timezone: 'Europe/Berlin', hour: 8 },
});

const budgetOf = (id: string): CommandArgs<'createBudget'>[0] => ({
  ...{ id, scope: { kind: 'workspace' }, unit: 'dollars', limit: 100 },
  ...{ period: 'month', timezone: 'UTC', brake: true },
});

/** A key, a link, a channel, a label, an incident, a schedule and a budget that commands may change. */
export async function prepare(hub: Pick<HubStub, 'call'>): Promise<void> {
  await hub.call(KEY.hash, 'createKey', keyOf('spare'));
  await hub.call(KEY.hash, 'createLink', linkOf('spare'), false);
  const view = { id: 'spare', name: 'spare', page: '/sessions', query: '' } as const;
  await hub.call(KEY.hash, 'saveView', view);
  await hub.call(KEY.hash, 'createChannel', channelOf('spare'));
  await hub.call(KEY.hash, 'hideLabel', 'spare');
  const waiting = {
    id: 'waits',
    type: 'session.state',
    state: 'waiting',
    sessionId: 'waiting',
  } as const;
  await hub.call(KEY.hash, 'ingest', callOf([eventOf(waiting)]));
  await hub.call(KEY.hash, 'createSchedule', scheduleOf('spare'));
  await hub.call(KEY.hash, 'createBudget', budgetOf('spare'));
  await hub.call(KEY.hash, 'createBudget', budgetOf('lifted'));
  await hub.call(KEY.hash, 'liftBudget', 'lifted');
}

/** A row of history that libSQL refused, and would take now. */
export function parkRow({ parked, now }: OpenHub): void {
  const subject = { key: 'spare', kind: 'block', session: 'spare', hour: null } as const;
  const data = new Uint8Array(1);
  const block = { session: 'spare', firstSeq: 1, lastSeq: 1, fromAt: 0, toAt: 0, count: 1, data };
  const rows = { ...noRows(), blocks: [block] };
  parked.park({ part: { subject, rows }, reason: 'SQLITE_CONSTRAINT', message: 'no' }, now());
}

const INCIDENT_LINK = 'hash of the link of an incident';

/** One credential of each kind, by what is expected of it. */
export async function credentialsOf(hub: HubStub): Promise<Record<CredentialKind, CredentialHash>> {
  const expiresAt = Date.now() + DAY_MS;
  for (const scope of ['ingest', 'read', 'admin'] as const) {
    await hub.call(KEY.hash, 'createKey', keyOf(scope, [scope]));
  }
  await hub.call(KEY.hash, 'createKey', keyOf('revoked', ['ingest', 'read', 'admin']));
  await hub.call('hash of revoked', 'login', { hash: 'cookie of revoked', expiresAt });
  await hub.call(KEY.hash, 'revokeKey', 'revoked');
  await hub.call('hash of read', 'login', { hash: 'cookie', expiresAt });
  await hub.call('hash of read', 'login', { hash: 'expired cookie', expiresAt: Date.now() - 1 });
  for (const id of ['link', 'revoked link']) {
    await hub.call(KEY.hash, 'createLink', linkOf(id), false);
    await hub.call(`token of ${id}`, 'openLink', `cookie of ${id}`);
  }
  await hub.call(KEY.hash, 'revokeLink', 'revoked link');
  await hub.call(KEY.hash, 'createLink', linkOf('ended link', Date.now() - 1), false);
  await runInDurableObject(hub, (_: Hub, { storage }) => {
    storage.sql.exec(
      'insert or replace into incident_link (hash, channel, incident, expires_at) values (?, ?, ?, ?)',
      ...[INCIDENT_LINK, 'spare', 'inc_1', expiresAt],
    );
  });
  return {
    unknown: 'unknown',
    'revoked key': 'hash of revoked',
    'cookie of a revoked key': 'cookie of revoked',
    'expired cookie': 'expired cookie',
    'revoked link': 'token of revoked link',
    'cookie of a revoked link': 'cookie of revoked link',
    'ended link': 'token of ended link',
    'ingest key': 'hash of ingest',
    'read key': 'hash of read',
    'read cookie': 'cookie',
    'admin key': 'hash of admin',
    link: 'token of link',
    'link cookie': 'cookie of link',
    'incident link': INCIDENT_LINK,
  };
}

export type CredentialKind =
  | 'unknown'
  | 'revoked key'
  | 'cookie of a revoked key'
  | 'expired cookie'
  | 'revoked link'
  | 'cookie of a revoked link'
  | 'ended link'
  | 'ingest key'
  | 'read key'
  | 'read cookie'
  | 'admin key'
  | 'link'
  | 'link cookie'
  | 'incident link';

/** Calls a command over RPC with the arguments above. */
export const callByName = <Name extends CommandName>(
  hub: HubStub,
  hash: CredentialHash,
  name: Name,
): Promise<Answer<CommandValue<Name>>> => hub.call(hash, name, ...argsOf(hash)[name]);

/** The same on the parts of a hub. */
export const runByName = <Name extends CommandName>(
  hub: OpenHub,
  hash: CredentialHash,
  name: Name,
): Promise<Answer<CommandValue<Name>>> => runCommand({ hub, hash }, name, ...argsOf(hash)[name]);

/** What administrators made or may change, as it is stored. */
export function settingsOf(sql: SqlStorage): unknown {
  const tables = [
    ...['key', 'link', 'link_cookie', 'link_settings', 'saved_view', 'channel', 'rule'],
    ...['parked', 'tombstone', 'incident', 'report_schedule', 'budget'],
  ];
  const chosen = [
    ...sql.exec("select hex(value) as value from meta where name in ('retention', 'labels')"),
  ];
  return [chosen, ...tables.map((table) => [...sql.exec(`select * from ${table}`)])];
}
