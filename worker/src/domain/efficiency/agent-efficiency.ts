import { LIMITS, type AgentRow, type Session, type Task } from '@claude-monitor/protocol';
import { shareOf, spreadOf } from './statistics.ts';

/** A task that ended, the model that worked on it, and the session that answers for it. */
export type Ended = { task: Task; model: string | null; session: Session | null };

/** What agents got done, a row for each project, agent and model: only like work stands in one row. */
export function agentRows(ended: readonly Ended[]): { items: AgentRow[]; more: number } {
  const groups = Map.groupBy(ended, ({ task, model }) =>
    JSON.stringify([task.project, task.agentName, model]),
  );
  const rows = [...groups.values()].flatMap((group) => rowOf(group) ?? []);
  rows.sort(byName);
  return {
    items: rows.slice(0, LIMITS.agentRows),
    more: Math.max(0, rows.length - LIMITS.agentRows),
  };
}

function rowOf(group: readonly Ended[]): AgentRow | null {
  const [first] = group;
  if (first === undefined) return null;
  const tasks = group.map(({ task }) => task);
  const done = tasks.filter(({ status }) => status === 'success');
  const sessions = new Map(
    group.flatMap(({ session }) => (session === null ? [] : [[session.id, session]])),
  );
  const tries = done.flatMap((task) => task.tries ?? []);
  const used = done.filter(({ usage }) => usage.requests > 0);
  return {
    project: first.task.project,
    agentName: first.task.agentName ?? '',
    model: first.model,
    done: done.length,
    failed: tasks.filter(({ status }) => status === 'failed').length,
    cancelled: tasks.filter(({ status }) => status === 'cancelled').length,
    firstTry: shareOf(tries.filter((count) => count === 1).length, tries.length),
    durationMs: spreadOf(done.flatMap(({ durationMs }) => durationMs ?? [])),
    waitedMs: spreadOf(done.flatMap(({ waitedMs }) => waitedMs ?? [])),
    costMicros: spreadOf(
      used.flatMap(({ usage }) => (usage.unpricedRequests > 0 ? [] : [usage.costMicros])),
    ),
    tokens: spreadOf(used.map(({ usage }) => sentOf(usage) + usage.outputTokens)),
    unpricedRequests: sum(tasks, ({ usage }) => usage.unpricedRequests),
    cacheReadTokens: sum(tasks, ({ usage }) => usage.cacheReadTokens),
    sentTokens: sum(tasks, ({ usage }) => sentOf(usage)),
    priorities: prioritiesOf(tasks),
    sessions: sessions.size,
    errors: sum([...sessions.values()], ({ errors }) => errors),
    sessionMs: sum([...sessions.values()], ({ startedAt, lastAt }) =>
      Math.max(0, lastAt - startedAt),
    ),
  };
}

const sentOf = (usage: Task['usage']): number =>
  usage.inputTokens + usage.cacheReadTokens + usage.cacheCreationTokens;

function prioritiesOf(tasks: readonly Task[]): AgentRow['priorities'] {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };
  for (const { priority } of tasks) counts[priority ?? 'none'] += 1;
  return counts;
}

function byName(a: AgentRow, b: AgentRow): number {
  const keys = (row: AgentRow): string[] => [row.project ?? '', row.agentName, row.model ?? ''];
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, index) => key !== right[index]);
  if (at === -1) return 0;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}

const sum = <Item>(all: readonly Item[], of: (item: Item) => number): number =>
  all.reduce((total, item) => total + of(item), 0);
