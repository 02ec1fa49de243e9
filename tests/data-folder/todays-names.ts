import { withTodaysNames } from '@claude-monitor/fold/upgrade/index';
import { z } from 'zod';
import { sorted, type Figures } from './figures.ts';

/** Words that answers sent as they were for people; now they are names, and pages have the words. */
const VALUES: Readonly<Record<string, string>> = {
  'in-progress': 'in_progress',
  'dead-blocked': 'dead_blocked',
  'task-failed': 'task_failed',
};

const list = z.array(z.unknown());
const lists = z.record(z.string(), list);
const records = z.array(z.record(z.string(), z.unknown()));
const agentsSchema = z.record(z.string(), z.looseObject({ nodes: list, edges: records }));
const graphsSchema = z.record(z.string(), z.looseObject({ states: list, edges: list }));
const usageSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const auditSchema = z.array(z.looseObject({ kind: z.string() }));

/**
 * What an earlier version answered, under the names of today. What answers did not have then has the value
 * of who never sent it: a session no labels, a message no length, a task nothing that became of its work.
 */
export function inTodaysNames({ links, ...figures }: Figures): Figures {
  const renamed = z
    .record(z.string(), z.unknown())
    .parse(
      JSON.parse(withTodaysNames(JSON.stringify(figures)), (_, value: unknown) =>
        typeof value === 'string' ? (VALUES[value] ?? value) : value,
      ),
    );
  return {
    ...renamed,
    // Share links were called that before; none of them opens a page of its own, or in a frame.
    links: records.parse(links).map((link) => ({ ...link, frameOrigins: [], opens: null })),
    agents: mapped(agentsSchema.parse(renamed['agents']), ({ nodes, edges, ...rest }) => ({
      ...rest,
      nodes: sorted(nodes),
      edges: sorted(edges.map((edge) => ({ ...edge, length: null }))),
    })),
    graphs: mapped(graphsSchema.parse(renamed['graphs']), ({ states, edges, ...rest }) => ({
      ...rest,
      states: sorted(states),
      edges: sorted(edges),
    })),
    usage: mapped(usageSchema.parse(renamed['usage']), (window) =>
      mapped(window, (value, name) =>
        name !== 'series' && Array.isArray(value) ? sorted(list.parse(value)) : value,
      ),
    ),
    pages: mapped(lists.parse(renamed['pages']), (rows) => sorted(rows)),
    sessions: sorted(
      records.parse(renamed['sessions']).map((one) => ({ ...one, labels: [], lastTask: null })),
    ),
    tasks: sorted(records.parse(renamed['tasks']).map((task) => ({ ...task, outcome: null }))),
    errors: sorted(list.parse(renamed['errors'])),
    keys: sorted(list.parse(renamed['keys'])),
    rules: sorted(list.parse(renamed['rules'])),
    audit: auditSchema.parse(renamed['audit']).map((line) => ({
      ...line,
      kind: line.kind.replaceAll(' ', '_').replace(/_made$/, '_created'),
    })),
  };
}

/** Sessions without what earlier versions did not say of them: labels, and the task that ended last. */
export const unlabelled = (sessions: unknown): unknown[] =>
  sorted(records.parse(sessions).map((session) => ({ ...session, labels: [], lastTask: null })));

/** What an earlier version did not answer, though what it stored says it: the task that ended last. */
export const withoutLastTask = (sessions: unknown): unknown[] =>
  sorted(records.parse(sessions).map((session) => ({ ...session, lastTask: null })));

const mapped = <Value, Next>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Next,
): Record<string, Next> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
