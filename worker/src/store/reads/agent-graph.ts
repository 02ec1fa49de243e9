import { safeSumOf } from '../safe-sum.ts';
import { edgeHour, session, usageHour } from '@claude-monitor/drizzle/schema';
import type { AgentGraphAnswer, agentGraphQuerySchema } from '@claude-monitor/protocol';
import { TIME } from '@claude-monitor/protocol';
import { and, eq, gt, ne, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import { agentGraphOf, type AgentRecords } from '../../domain/agent-graph.ts';
import type { Database } from '../client.ts';
import { floorTo, isWithin, wholeHours } from '../hours.ts';
import { inWorkspace } from '../in-workspace.ts';
import { figureColumns, figuresOf } from '../usage/usage-figures.ts';
import { activityByAgent, ofProject, usageByAgent, type Scope } from './agent-figures.ts';
import { hasLabels, isOfLabels } from './of-labels.ts';

type AgentGraphQuery = z.infer<typeof agentGraphQuerySchema>;

const DEFAULT_WINDOW_MS = 7 * TIME.dayMs;
/** Pairs of agents; more than this no picture can show. */
const MOST_EDGES = 5_000;

/**
 * Who worked with whom in a window of whole hours, the last seven days unless the query says
 * otherwise. Of a project: the work that was done for it; of labels: that of the sessions that carry them.
 * A session counts in the hour it started.
 */
export async function readAgentGraph(
  db: Database,
  workspace: string,
  { query, now }: { query: AgentGraphQuery; now: number },
): Promise<Omit<AgentGraphAnswer, 'asOf' | 'fresh'>> {
  const hours = wholeHours(query);
  const newest = Math.max(0, (hours.to ?? now) - DEFAULT_WINDOW_MS);
  const window = { ...hours, from: hours.from ?? floorTo(newest, TIME.hourMs) };
  const scope: Scope = { workspace, window, project: query.project, labels: query.label ?? [] };
  const [usage, activity, sessions, edges, subagents] = await db.batch([
    usageByAgent(db, scope),
    activityByAgent(db, scope),
    sessionsByAgent(db, scope),
    edgesByPair(db, scope),
    subagentUsage(db, scope),
  ]);
  const records: AgentRecords = {
    usage: usage.map(({ agent, lastAt, ...row }) => ({ agent, lastAt, figures: figuresOf(row) })),
    activity,
    sessions,
    edges: edges.map(
      ({ agent, fromAgent, toAgent, toSessionAgent, toSessionIdAgent, ...edge }) => ({
        ...edge,
        from: fromAgent === '' ? agent : fromAgent,
        to: toSessionAgent ?? toSessionIdAgent ?? (toAgent === '' ? null : toAgent),
        isFromSubagent: fromAgent !== '',
        isToSubagent: edge.kind === 'spawn' && toAgent !== '',
      }),
    ),
    subagents: subagents.map(({ id, startedBy, ...row }) => ({
      id,
      startedBy,
      figures: figuresOf(row),
    })),
  };
  return { project: query.project ?? null, ...window, ...agentGraphOf(records) };
}

function sessionsByAgent(db: Database, scope: Scope) {
  return db
    .select({ agent: session.agent, count: sql<number>`count(*)` })
    .from(session)
    .where(
      and(
        inWorkspace(session, scope.workspace),
        isWithin(session.startedAt, scope.window),
        eq(session.isGone, false),
        ofProject(session.project, scope),
        hasLabels(scope.labels),
      ),
    )
    .groupBy(session.agent);
}

/**
 * Names are looked up here: a session may say who it is after work was handed over to it. The `+` keeps
 * the planner from walking all sessions by their start to save a sort of one or two.
 */
function edgesByPair(db: Database, { workspace, window, project, labels }: Scope) {
  const { agent, fromAgent, kind, toAgent, toSession, toSessionId } = edgeHour;
  const newestOf = (column: SQLiteColumn, id: SQLiteColumn) =>
    sql<string | null>`(select ${session.agent} from ${session}
      where ${column} = ${id} and ${inWorkspace(session, workspace)} and not ${session.isGone}
      order by +${session.startedAt} desc limit 1)`;
  return db
    .select({
      agent,
      fromAgent,
      kind,
      toAgent,
      toSessionAgent: newestOf(session.id, toSession),
      toSessionIdAgent: newestOf(session.sessionId, toSessionId),
      count: passings,
      length: safeSumOf(edgeHour.length),
      lastAt: sql<number>`max(${edgeHour.lastAt})`,
    })
    .from(edgeHour)
    .where(
      and(
        inWorkspace(edgeHour, workspace),
        isWithin(edgeHour.hour, window),
        gt(edgeHour.count, 0),
        ofProject(edgeHour.project, { project }),
        isOfLabels(edgeHour.owner, workspace, labels),
      ),
    )
    .groupBy(agent, fromAgent, kind, toSession, toSessionId, toAgent)
    .limit(MOST_EDGES);
}

/** A subagent is spawned once, however many calls or hours tell of it. */
const passings = sql<number>`case ${edgeHour.kind} when 'spawn'
  then count(distinct ${edgeHour.run} || ' ' || ${edgeHour.agentId})
  else sum(${edgeHour.count}) end`;

function subagentUsage(db: Database, { workspace, window, project, labels }: Scope) {
  return db
    .select({
      id: edgeHour.toAgent,
      startedBy: edgeHour.fromAgent,
      ...figureColumns(usageHour),
    })
    .from(edgeHour)
    .innerJoin(
      usageHour,
      and(
        eq(usageHour.owner, edgeHour.owner),
        eq(usageHour.workspace, edgeHour.workspace),
        eq(usageHour.run, edgeHour.run),
        eq(usageHour.agentId, edgeHour.agentId),
      ),
    )
    .where(
      and(
        inWorkspace(edgeHour, workspace),
        isWithin(edgeHour.hour, window),
        isWithin(usageHour.hour, window),
        eq(edgeHour.kind, 'spawn'),
        ne(edgeHour.toAgent, ''),
        gt(edgeHour.count, 0),
        ofProject(edgeHour.project, { project }),
        isOfLabels(edgeHour.owner, workspace, labels),
      ),
    )
    .groupBy(edgeHour.toAgent, edgeHour.fromAgent);
}
