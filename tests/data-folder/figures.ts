import { setTimeout as delay } from 'node:timers/promises';
import {
  agentGraphAnswerSchema,
  auditAnswerSchema,
  channelsAnswerSchema,
  errorsAnswerSchema,
  keysAnswerSchema,
  linksAnswerSchema,
  rulesAnswerSchema,
  type Rule,
  sessionsAnswerSchema,
  sessionAnswerSchema,
  statusAnswerSchema,
  taskGraphAnswerSchema,
  tasksAnswerSchema,
  USAGE_GROUPINGS,
  usageAnswerSchema,
  type Session,
  type Task,
} from '@claude-monitor/protocol';
import type { Monitor } from '../whole/monitor/monitor.ts';

/**
 * All that a data folder is asked for, in words that outlive a version of the wire: ids of callers
 * instead of internal ones, and nothing that moves with the clock.
 */
export type Figures = Record<string, unknown>;

export type Windows = Record<string, { from: number; to: number }>;

type Server = Pick<Monitor, 'url' | 'readKey' | 'adminKey'>;
type Schema<Value> = { parse: (value: unknown) => Value };

const WEEK_MS = 7 * 24 * 3_600_000;
const FRESH_TRIES = 100;
const FRESH_EVERY_MS = 200;

/** `madeAt`: when the folder was, in epoch ms. */
export async function readFigures(
  server: Server,
  { windows, madeAt }: { windows: Windows; madeAt: number },
): Promise<Figures> {
  const get = async <Value>(path: string, schema: Schema<Value>, key = server.readKey) => {
    const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  const admin = <Value>(path: string, schema: Schema<Value>) => get(path, schema, server.adminKey);

  await untilFresh(() => get('/v1/usage', usageAnswerSchema));
  const { items: sessions } = await get('/v1/sessions?limit=500', sessionsAnswerSchema);
  const { items: tasks } = await get('/v1/tasks?limit=500', tasksAnswerSchema);
  const names = new Map(sessions.map((session) => [session.id, nameOf(session)]));
  for (const task of tasks) names.set(task.id, taskNameOf(task));

  // These routes answer for the last week by default: the week before the folder was made.
  const lastWeek = `from=${String(madeAt - WEEK_MS)}&`;
  const usage: Record<string, unknown> = {};
  const agents: Record<string, unknown> = {};
  const ranges: [string, Windows[string] | null][] = [
    ['all time', null],
    ...Object.entries(windows),
  ];
  for (const [window, bounds] of ranges) {
    const query = bounds === null ? '' : `from=${String(bounds.from)}&to=${String(bounds.to)}&`;
    const { totals, series } = await get(`/v1/usage?${query}`, usageAnswerSchema);
    const grouped: Record<string, unknown> = {};
    for (const by of USAGE_GROUPINGS) {
      const { groups } = await get(`/v1/usage?${query}groupBy=${by}`, usageAnswerSchema);
      grouped[by] = sorted(
        groups.map(({ id, keys: _, ...group }) =>
          id === undefined ? group : { ...group, of: names.get(id) ?? null },
        ),
      );
    }
    const points = series.map(({ until: _, ...point }) => point);
    usage[window] = { totals, ...(bounds === null ? {} : { series: points }), ...grouped };
    const { nodes, edges, more } = await get(
      `/v1/graph/agents?${bounds === null ? lastWeek : query}`,
      agentGraphAnswerSchema,
    );
    agents[window] = { nodes: sorted(nodes), edges: sorted(edges), more };
  }

  const pages: Record<string, unknown> = {};
  for (const session of sessions) {
    const { usage: rows } = await get(`/v1/sessions/${session.id}`, sessionAnswerSchema);
    pages[nameOf(session)] = sorted(
      rows.map(({ task, ...row }) => ({ ...row, task: task === null ? null : names.get(task) })),
    );
  }

  const { projects } = await get('/v1/graph/tasks', taskGraphAnswerSchema);
  const graphs: Record<string, unknown> = {};
  for (const { project } of projects) {
    const path = `/v1/graph/tasks?project=${encodeURIComponent(project ?? '')}`;
    const { graph } = await get(path, taskGraphAnswerSchema);
    const name = (id: string): string => names.get(id) ?? `missing ${id}`;
    graphs[project ?? ''] = {
      states: sorted(graph.nodes.map((node) => [name(node.id), node.state])),
      edges: sorted(graph.edges.map(({ from, to }) => [name(from), name(to)])),
      criticalPath: graph.criticalPath.map(name),
    };
  }

  const { items: errors } = await get(`/v1/errors?${lastWeek}limit=500`, errorsAnswerSchema);
  const status = await get('/v1/status', statusAnswerSchema);
  const { items: keys } = await admin('/v1/keys', keysAnswerSchema);
  const { items: links } = await admin('/v1/links', linksAnswerSchema);
  const { items: channels } = await admin('/v1/channels', channelsAnswerSchema);
  const { items: rules } = await admin('/v1/rules', rulesAnswerSchema);
  const { items: audit } = await admin('/v1/audit', auditAnswerSchema);
  return {
    usage,
    agents,
    pages,
    graphs,
    sessions: sorted(sessions.map((session) => sessionOf(session))),
    tasks: sorted(tasks.map((task) => taskOf(task, names))),
    errors: sorted(
      errors.map(({ session, fingerprint: _, ...group }) => ({
        ...group,
        of: names.get(session),
      })),
    ),
    status: { sessions: status.sessions, tasks: status.tasks, completeness: status.completeness },
    keys: sorted(keys.map(({ lastUsedAt: _, ...key }) => key)),
    links: links.map(({ viewers: _, ...link }) => link),
    channels: channels.map(({ id, kind, name, host, urlEnd, shows }) => ({
      id,
      kind,
      name,
      host,
      urlEnd,
      shows,
    })),
    rules: sorted(rules.flatMap((rule) => ruleOf(rule))),
    audit,
  };
}

/** After a start the hub still has to send its journal to libSQL. */
async function untilFresh(ask: () => Promise<{ fresh: boolean }>): Promise<void> {
  for (let tries = 0; tries < FRESH_TRIES; tries++) {
    if ((await ask()).fresh) return;
    await delay(FRESH_EVERY_MS);
  }
  throw new Error('libSQL did not get what the hub has');
}

const nameOf = ({ sessionId, attempt }: Session): string => `${sessionId} #${String(attempt)}`;
const taskNameOf = ({ project, taskId }: Task): string => `${project ?? 'no project'}: ${taskId}`;

function sessionOf(session: Session): object {
  const {
    id: _id,
    changedSeq: _seq,
    pulse: _pulse,
    run,
    turn,
    openTools,
    currentTask,
    ...rest
  } = session;
  return {
    ...rest,
    name: nameOf(session),
    run: run?.sessionId ?? null,
    turnAt: turn?.at ?? null,
    openTools: openTools.map(({ toolUseId }) => toolUseId),
    currentTask: currentTask?.taskId ?? null,
  };
}

function taskOf(task: Task, names: ReadonlyMap<string, string>): object {
  // Tries and waits are answered since the task archive: earlier versions did not record them here.
  const {
    id: _id,
    changedSeq: _seq,
    tries: _tries,
    waitedMs: _waited,
    session,
    workers,
    ...rest
  } = task;
  return {
    ...rest,
    name: taskNameOf(task),
    of: session === null ? null : (names.get(session) ?? null),
    workers: workers.map(({ session: worker, ...work }) => ({ ...work, of: names.get(worker) })),
  };
}

/** In an order that depends neither on internal ids nor on the order of fields. */
export const sorted = <Item>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));

const textOf = (item: unknown): string =>
  JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/** What earlier editions had of a rule; kinds that came later have their defaults. */
function ruleOf({ filters: _f, quietHours: _q, ...rule }: Rule): object[] {
  return EARLIER_RULES.has(rule.kind) ? [rule] : [];
}

const EARLIER_RULES: ReadonlySet<string> = new Set(['error', 'task_failed', 'waiting', 'lost']);
