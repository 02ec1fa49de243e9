import type { Completeness } from '@claude-monitor/protocol';
import { apiOf, eventually } from '../http/api.ts';
import { allOf, plus, tokensOf, type Tokens } from './truth.ts';
import type { Workspace } from '../monitor/workspace.ts';

/** What the monitor says was measured in a workspace; money in micro-dollars. */
export type Measured = {
  models: Record<string, Tokens>;
  sessions: Record<string, Tokens>;
  /** Of all session pages; `main` for main loops. */
  subagents: Record<string, Tokens & { requests: number; costMicros: number }>;
  requests: number;
  unpricedRequests: number;
  costMicros: number;
  clientCostMicros: number;
  /** What is added up: measured, and reported where nothing is. */
  countedTokens: number;
  /** All that was reported, counted or not. */
  reportedTokens: number;
  completeness: Completeness | null;
};

export async function readMeasured(workspace: Workspace): Promise<Measured> {
  const api = apiOf(workspace);
  const { totals, groups } = await eventually(
    () => api.usage('?groupBy=model'),
    ({ fresh }) => fresh,
  );
  const bySession = await api.usage('?groupBy=session');
  const { items } = await api.sessions();
  const pages = await Promise.all(items.map(({ id }) => api.session(id)));
  const subagents: Measured['subagents'] = {};
  for (const { agentId: subagent, measured } of pages.flatMap(({ usage }) => usage)) {
    if (allOf(measured) === 0) continue;
    const key = subagent ?? 'main';
    const sum = subagents[key];
    subagents[key] = {
      ...plus(sum, measured),
      requests: (sum?.requests ?? 0) + measured.requests,
      costMicros: (sum?.costMicros ?? 0) + measured.costMicros,
    };
  }
  return {
    models: byKey(groups),
    sessions: byKey(bySession.groups),
    subagents,
    requests: totals.measured.requests,
    unpricedRequests: totals.measured.unpricedRequests,
    costMicros: totals.measured.costMicros,
    clientCostMicros: items.reduce((sum, session) => sum + session.clientCostMicros, 0),
    countedTokens: allOf(totals),
    reportedTokens: allOf(totals.reported),
    completeness: items.find((session) => session.completeness !== null)?.completeness ?? null,
  };
}

function byKey(groups: readonly { key: string | null; measured: Tokens }[]): Measured['models'] {
  return Object.fromEntries(
    groups
      .filter(({ measured }) => allOf(measured) > 0)
      .map(({ key, measured }) => [key ?? 'none', tokensOf(measured)]),
  );
}
