import type { z } from 'zod';
import type {
  ActivityAnswer,
  AgentGraphAnswer,
  agentGraphQuerySchema,
  AgentsAnswer,
  AgentsQuery,
  ErrorGroupsAnswer,
  ErrorGroupsQuery,
  ErrorsQuery,
  eventsQuerySchema,
  SessionAnswer,
  SessionRequest,
  storedEventSchema,
  Task,
  TaskGraphQuery,
  tasksQuerySchema,
  UptimeAnswer,
  UptimeQuery,
  UsageAnswer,
} from '@claude-monitor/protocol';
import type { DeploySecrets } from './domain/credential/credential.ts';
import type { Report } from './http/answer/errors.ts';
import type { Addresses } from './http/guard.ts';
import type { Env } from './env.ts';
import type { IsWithinRate } from './http/rate-limit.ts';
import { reportToLog } from './http/report.ts';
import type { HubStub } from './hub-stub.ts';
import { objectNamed } from './object-named.ts';
import { databaseAddress, openDatabase, type Database } from './store/client.ts';
import { readAgents } from './store/reads/agents/agents.ts';
import { readActivity } from './store/activity/activity.ts';
import { type ActivityQuery } from './store/activity/activity-query.ts';
import { readAgentGraph } from './store/reads/agent-graph.ts';
import { groupErrors } from './store/reads/errors/error-groups.ts';
import { listErrors, type ErrorsPage } from './store/reads/errors/errors.ts';
import { findSession } from './store/reads/sessions/find-session.ts';
import { findTask } from './store/reads/tasks/find-task.ts';
import { readProjectTasks, type ProjectTasks } from './store/reads/tasks/project-tasks.ts';
import { eventsOfSession } from './store/reads/sessions/session-events.ts';
import {
  requestsOfSession,
  type SessionRequestsQuery,
} from './store/reads/sessions/session-requests.ts';
import { usageOfSession } from './store/usage/session-usage.ts';
import {
  listSessions,
  type SessionsPage,
  type SessionsQuery,
} from './store/reads/sessions/sessions.ts';
import { listTasks, tasksOfSession, type TasksPage } from './store/reads/tasks/tasks.ts';
import type { ProbeDeps } from './jobs/probe.ts';
import { pingDatabase } from './store/uptime/ping-database.ts';
import type { MaintenanceDeps } from './jobs/maintenance.ts';
import { readUsage, type UsageQuery } from './store/usage/usage.ts';
import { readUptime } from './store/uptime/uptime.ts';
import { listWorkspaces } from './store/workspaces.ts';

type Page<Item> = { items: Item[]; next: string | null };

/** The questions that libSQL answers; how fresh the answer is, the hub says (rule STO9). */
export type History = {
  sessions(workspace: string, query: SessionsQuery): Promise<SessionsPage>;
  /** Null: no such session. */
  session(
    workspace: string,
    id: string,
  ): Promise<Pick<SessionAnswer, 'session' | 'tasks' | 'usage'> | null>;
  /** Its counted usage, one by one; null: no such session. */
  sessionRequests(
    workspace: string,
    id: string,
    query: SessionRequestsQuery,
  ): Promise<Page<SessionRequest> | null>;
  /** Of an internal id; null: no such task. */
  task(workspace: string, id: string): Promise<Task | null>;
  tasks(workspace: string, query: z.output<typeof tasksQuerySchema>): Promise<TasksPage>;
  usage(workspace: string, query: UsageQuery): Promise<Omit<UsageAnswer, 'asOf' | 'fresh'>>;
  activity(
    workspace: string,
    query: ActivityQuery,
  ): Promise<Omit<ActivityAnswer, 'asOf' | 'fresh'>>;
  uptime(
    workspace: string,
    query: Partial<UptimeQuery>,
  ): Promise<Omit<UptimeAnswer, 'asOf' | 'fresh'>>;
  /** The project asked for, else the one that moved last. */
  projectTasks(workspace: string, query: TaskGraphQuery): Promise<ProjectTasks>;
  agentGraph(
    workspace: string,
    query: z.output<typeof agentGraphQuerySchema>,
  ): Promise<Omit<AgentGraphAnswer, 'asOf' | 'fresh'>>;
  errors(workspace: string, query: ErrorsQuery): Promise<ErrorsPage>;
  errorGroups(
    workspace: string,
    query: ErrorGroupsQuery,
  ): Promise<Omit<ErrorGroupsAnswer, 'asOf' | 'fresh'>>;
  agents(workspace: string, query: AgentsQuery): Promise<Omit<AgentsAnswer, 'asOf' | 'fresh'>>;
  events(
    workspace: string,
    query: z.output<typeof eventsQuerySchema>,
  ): Promise<Page<z.output<typeof storedEventSchema>>>;
};

export type Assets = { fetch(request: Request): Promise<Response> };

export type Deps = Addresses & {
  secrets: DeploySecrets;
  hub(workspace: string): HubStub;
  history: History;
  assets: Assets;
  isWithinRate: IsWithinRate;
  /** Epoch ms. */
  now(): number;
  sleep(ms: number): Promise<void>;
  randomBytes(count: number): Uint8Array;
  report: Report;
};

export function createMaintenanceDeps(env: Env, raw: unknown): MaintenanceDeps {
  return {
    workspaces: () => listWorkspaces(openDatabase(databaseAddress(raw))),
    hub: (workspace) => objectNamed(env.HUB, workspace, env.HUB_LOCATION),
    report: reportToLog,
  };
}

/** The object that is probed: no workspace can have this name. */
const PROBED = '~probe';

/** Null: a Worker without the object that writes, as tests start it. */
export function createProbeDeps(env: Env, raw: unknown): ProbeDeps | null {
  const { WRITER, HUB, HUB_LOCATION } = env;
  if (WRITER === undefined) return null;
  const probed = objectNamed(HUB, PROBED, HUB_LOCATION);
  return {
    check: {
      ingest: () => probed.commitProbe(Date.now()),
      hub: () => probed.ping(),
      database: () => pingDatabase(openDatabase(databaseAddress(raw))),
    },
    store: async (minutes) => {
      const written = await objectNamed(WRITER, 'main', HUB_LOCATION).writeProbes(minutes);
      if (!written.ok) throw new Error(written.reason);
    },
    held: {
      add: (minute) => probed.holdProbe(minute),
      all: () => probed.heldProbes(),
      clear: () => probed.clearHeldProbes(),
    },
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    report: reportToLog,
  };
}

/** What the Worker is given by its environment; `raw` also holds the settings of the database. */
export function createDeps(env: Env, raw: unknown): Deps {
  const now = (): number => Date.now();
  const allowedHosts = new Set(env.ALLOWED_HOSTS);
  const rate = env.INGEST_RATE;
  return {
    secrets: { current: env.DEPLOY_SECRET, former: env.DEPLOY_SECRETS_FORMER },
    allowedHosts: allowedHosts.size === 0 ? null : allowedHosts,
    hub: (workspace) => objectNamed(env.HUB, workspace, env.HUB_LOCATION),
    history: historyOf(() => openDatabase(databaseAddress(raw)), now),
    assets: env.ASSETS ?? NO_ASSETS,
    publicUrl: env.PUBLIC_URL,
    isPlainHttp: env.PLAIN_HTTP,
    isWithinRate: async (key) => rate === undefined || (await rate.limit({ key })).success,
    now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    report: reportToLog,
  };
}

/** A Worker without static files, as the benchmarks start it. */
const NO_ASSETS: Assets = {
  fetch: () => Promise.resolve(new Response('There are no static files here.', { status: 404 })),
};

/**
 * Each question opens the database for itself, which sends nothing: a client queues its calls, and in a
 * Worker a request must not wait for a promise of another one.
 */
const historyOf = (open: () => Database, now: () => number): History => ({
  sessions: (workspace, query) => listSessions(open(), workspace, { query, now: now() }),
  session: async (workspace, id) => {
    const db = open();
    const found = await findSession(db, workspace, id);
    if (found === null) return null;
    const [tasks, usage] = await Promise.all([
      tasksOfSession(db, workspace, found.view.id),
      usageOfSession(db, workspace, found.view.id),
    ]);
    return { session: found.view, tasks, usage };
  },
  sessionRequests: (workspace, id, query) => requestsOfSession(open(), workspace, { id, query }),
  task: (workspace, id) => findTask(open(), workspace, id),
  tasks: (workspace, query) => listTasks(open(), workspace, { query, now: now() }),
  usage: (workspace, query) => readUsage(open(), workspace, { query, now: now() }),
  activity: (workspace, query) => readActivity(open(), workspace, { query, now: now() }),
  uptime: (workspace, query) => readUptime(open(), workspace, { query, now: now() }),
  projectTasks: (workspace, query) => readProjectTasks(open(), workspace, query),
  agentGraph: (workspace, query) => readAgentGraph(open(), workspace, { query, now: now() }),
  errors: (workspace, query) => listErrors(open(), workspace, { query, now: now() }),
  errorGroups: (workspace, query) => groupErrors(open(), workspace, { query, now: now() }),
  agents: (workspace, query) => readAgents(open(), workspace, { query, now: now() }),
  events: (workspace, query) => eventsOfSession(open(), workspace, query),
});
