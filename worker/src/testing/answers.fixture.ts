import {
  noFigures,
  changedRetention,
  RETENTION,
  RETENTION_BOUNDS,
  type Key,
  type LabelKey,
  type Link,
  type LinkedIncident,
  type SessionDetail,
  type StatusAnswer,
  type TaskHistory,
  ruleKindSchema,
} from '@claude-monitor/protocol';
import { defaultRule } from '../domain/alerts/rules.ts';
import { refuse } from '../hub/auth/access.ts';
import type { CommandArgs, CommandName, CommandValue } from '../hub/commands.ts';
import type { Answer, IngestCall, LiveAnswer, LiveQuestion, NewKey } from '../hub/rpc.ts';
import type { NewLink } from '../hub/share/links.ts';
import type { Grant } from '../share/grant.ts';
import { FAKE_CHANNEL, FAKE_DELIVERY, FAKE_RULES } from './alerts.fixture.ts';
import { NOW } from './clock.fixture.ts';

const HORIZON_MS = 400 * 86_400_000;

/** What the fake hub was sent, and what a test has it answer. */
type FakeHubState = {
  readonly workspace: string;
  readonly keys: Map<string, NewKey>;
  readonly cookies: Map<string, { parent: string; expiresAt: number }>;
  readonly ingested: IngestCall[];
  readonly seen: Set<string>;
  readonly sessionDetail: SessionDetail | null;
  readonly history: TaskHistory | null;
  readonly questions: LiveQuestion[];
  readonly liveAnswer: LiveAnswer | null;
};

type Fake = { hub: FakeHubState; hash: string; key: NewKey };

const NO_HUB_ROWS = {
  session: [],
  task: [],
  usage_hour: [],
  activity_hour: [],
  error_hour: [],
  edge_hour: [],
};

const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });

export const FAKE_ANSWERS: {
  [Name in CommandName]: (fake: Fake, ...args: CommandArgs<Name>) => Answer<CommandValue<Name>>;
} = {
  ingest: ({ hub }, call) => {
    hub.ingested.push(call);
    return ok(
      call.events.map(({ id, time }) => {
        if (time < NOW - HORIZON_MS) return 'too_old' as const;
        const outcome = hub.seen.has(id) ? ('duplicate' as const) : ('accepted' as const);
        hub.seen.add(id);
        return outcome;
      }),
    );
  },
  plannedTasks: () => ok([]),
  read: () => ok({ asOf: NOW, fresh: true, grant: null, hiddenLabels: [] }),
  detail: ({ hub }) => ok(hub.sessionDetail),
  taskHistory: ({ hub }) => ok(hub.history),
  answerQuestion: ({ hub }, question) => {
    hub.questions.push(question);
    return ok(hub.liveAnswer);
  },
  status: ({ hub }) => ok(statusOf(hub.workspace)),
  unknownNames: () => ok({ items: [], dropped: 0 }),
  listLabels: () => ok({ items: [], dropped: 0 }),
  hideLabel: (_, key) => ok(labelOf(key, true)),
  showLabel: (_, key) => ok(labelOf(key, false)),
  createKey: ({ hub }, key) => {
    hub.keys.set(key.hash, key);
    return ok(shown(key));
  },
  listKeys: ({ hub, key }) => ok({ items: [...hub.keys.values()].map(shown), own: key.id }),
  revokeKey: ({ hub }, id) => {
    const key = [...hub.keys.values()].find((one) => one.id === id);
    if (key === undefined) return refuse('not_found', 'no such key');
    hub.keys.delete(key.hash);
    return ok(shown(key));
  },
  scopes: ({ key }) => ok(key.scopes),
  login: ({ hub, hash, key }, cookie) => {
    hub.cookies.set(cookie.hash, { parent: hash, expiresAt: cookie.expiresAt });
    return ok({ workspace: hub.workspace, scopes: key.scopes, isPresentedKept: false });
  },
  logout: ({ hub, hash }) => {
    hub.cookies.delete(hash);
    return ok(null);
  },
  createLink: (_, link) => ok(linkOf(link)),
  listLinks: () => ok([]),
  listViews: () => ok([]),
  saveView: (_, view) => ok({ ...view, savedBy: 'a key', savedAt: NOW }),
  deleteView: (_, id) =>
    ok({ id, name: id, page: '/sessions', query: '', savedBy: 'a key', savedAt: NOW }),
  revokeLink: (_, id) => ok(linkOf({ ...GRANT, id, hash: '', name: id })),
  grant: () => ok(GRANT),
  openLink: () => ok(GRANT),
  audit: () => ok([]),
  createChannel: (_, { secret }) => ok({ ...FAKE_CHANNEL, secret }),
  listChannels: () => ok([FAKE_CHANNEL]),
  changeChannel: () => ok(FAKE_CHANNEL),
  deleteChannel: () => ok(FAKE_CHANNEL),
  testChannel: () => ok(FAKE_DELIVERY),
  listRules: () => ok(FAKE_RULES),
  changeRule: (_, id) => ok(defaultRule(ruleKindSchema.parse(id))),
  listDeliveries: () => ok({ items: [FAKE_DELIVERY], next: null, dropped: 0 }),
  retryDelivery: () => ok(FAKE_DELIVERY),
  previewRule: (_, id) => ok({ rule: defaultRule(id), times: 0, since: NOW }),
  listIncidents: () => ok({ asOf: NOW, items: [], next: null, open: 0 }),
  getIncident: () => refuse('not_found', 'Incident not found.'),
  changeIncident: () => refuse('not_found', 'Incident not found.'),
  reportContext: () =>
    ok({ incidents: { opened: 0, open: 0, kinds: [], isWhole: true }, project: null }),
  linkedIncident: () => ok(LINKED),
  acknowledgeLinked: () => ok({ ...LINKED, state: 'acknowledged', acknowledgedAt: NOW }),
  listFollowed: () => ok({ publicKey: 'B', items: [] }),
  follow: (_, { id, name, kinds, projects, hasDetail }) =>
    ok({
      ...{ id, name, kinds, projects, hasDetail },
      ...{ host: 'push.example.com', createdAt: NOW, lastDeliveredAt: null },
    }),
  unfollow: () => refuse('not_found', 'Browser not found.'),
  testFollow: () => ok(FAKE_DELIVERY),
  listParked: () => ok({ items: [], next: null }),
  retryParked: () => ok(NONE_RETRIED),
  retryAllParked: () => ok(NONE_RETRIED),
  hubRows: () => ok({ seq: 0, flushedSeq: 0, hours: [], rows: NO_HUB_ROWS, next: null }),
  repair: () => ok({ isSent: true }),
  deleteParked: (_, id) => ok({ id, name: id }),
  deleteData: (_, id, { kind }) => ok({ id, kind, at: NOW, doneAt: null }),
  listDeletions: () => ok({ items: [] }),
  listSchedules: () => ok([]),
  createSchedule: (_, { project = null, channels = null, ...schedule }) =>
    ok({
      ...{ ...schedule, project, channels, name: 'weekly report' },
      ...{ createdAt: NOW, nextAt: NOW, failingSince: null, sent: [] },
    }),
  changeSchedule: () => refuse('not_found', 'no such schedule'),
  deleteSchedule: () => refuse('not_found', 'no such schedule'),
  listBudgets: () => ok([]),
  createBudget: (_, { channels = null, ...budget }) =>
    ok({
      ...{ ...budget, channels, name: 'budget', createdAt: NOW, alerted: [] },
      ...{ setBy: 'admin', tripped: [], lifted: [] },
    }),
  changeBudget: () => refuse('not_found', 'no such budget'),
  deleteBudget: () => refuse('not_found', 'no such budget'),
  liftBudget: () => refuse('not_found', 'no such budget'),
  resumeBudget: () => refuse('not_found', 'no such budget'),
  askBrakes: () => ok({ version: 'none', isArmed: false, brakes: [], unknown: [] }),
  answerHook: () => ok({}),
  waste: () => ok({ since: null, items: [] }),
  changeRetention: (_, change) =>
    ok({ id: 'retention', policy: changedRetention(RETENTION, change) }),
};

const LINKED: LinkedIncident = {
  title: 'An agent is waiting for a person',
  facts: [],
  text: null,
  state: 'open',
  since: NOW,
  resolvedAt: null,
  acknowledgedAt: null,
  channel: 'on call',
  expiresAt: NOW,
};

const labelOf = (key: string, isHidden: boolean): LabelKey & { id: string } => ({
  id: key,
  key,
  isHidden,
  values: 0,
  others: 0,
  firstAt: NOW,
  lastAt: NOW,
});

const NONE_RETRIED = { landed: 0, refused: 0, left: 0 };

const GRANT: Grant = {
  link: 'link',
  scope: { kind: 'workspace' },
  isRedacted: true,
  shows: [],
  salt: 'salt',
  expiresAt: NOW,
};

const linkOf = ({ id, name, scope, isRedacted, shows, expiresAt }: NewLink): Link => {
  const about = {
    opens: null,
    frameOrigins: [],
    madeBy: 'a key',
    createdAt: NOW,
    lastOpenedAt: null,
    viewers: 0,
  };
  return { id, name, scope, isRedacted, shows, expiresAt, ...about };
};

const shown = ({ hash: _, ...key }: NewKey): Key => ({
  ...key,
  createdAt: NOW,
  lastUsedAt: null,
});

const statusOf = (workspace: string): StatusAnswer => ({
  asOf: NOW,
  fresh: true,
  workspace,
  seq: 12,
  flushedSeq: 10,
  journal: { rows: 2, events: 3, bytes: 400, oldestAt: NOW - 5_000 },
  flush: { lagMs: 5_000, lastAt: NOW, failing: { since: NOW - 2_000, code: 'unreachable' } },
  parked: { rows: 0, bytes: 0, oldestAt: null },
  sockets: 1,
  sessions: 4,
  tasks: 5,
  totals: {
    usage: noFigures(),
    errors: 0,
    highErrors: 0,
    tasksDone: 0,
    tasksFailed: 0,
    openTasks: 0,
  },
  completeness: null,
  alerts: { waiting: 0, oldestAt: null, parked: 0, dropped: 0, failingChannels: 0 },
  rejections: { too_old: 6 },
  retention: { ...RETENTION, bounds: RETENTION_BOUNDS, ranAt: null, deletions: 0 },
  arrivals: { mcp: NOW },
});
