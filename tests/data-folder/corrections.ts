import { z } from 'zod';
import type { Figures } from './figures.ts';

const tasksSchema = z.array(z.looseObject({ name: z.string() }));
const graphsSchema = z.record(
  z.string(),
  z.looseObject({ states: z.array(z.tuple([z.string(), z.string()])) }),
);

/** When the plan of the fixture of 2026-11-29 that replaces all before it was recorded. */
const REPLACED_AT = 1_795_984_475_069;
const REPLACED = ['bridge: orphan', 'bridge: test'];

/**
 * What an earlier version answered and what was wrong about it. A recorded figure is never changed, so a
 * reader sees both.
 */
const CORRECTIONS: Record<string, (figures: Figures) => Figures> = {
  // A plan that was only in the journal replaced all before it. The first edition, waking with that
  // plan noted already, marked none of the tasks that it left out: libSQL kept them as planned, while its
  // own live page said that they are cancelled.
  '2026-11-29': (figures) => ({
    ...figures,
    tasks: tasksSchema
      .parse(figures['tasks'])
      .map((task) =>
        REPLACED.includes(task.name)
          ? { ...task, status: 'cancelled', endedAt: REPLACED_AT }
          : task,
      ),
    graphs: mapValues(graphsSchema.parse(figures['graphs']), (graph) => ({
      ...graph,
      states: graph.states.map(([task, state]) => [
        task,
        REPLACED.includes(task) ? 'cancelled' : state,
      ]),
    })),
  }),
};

export const corrected = (name: string, figures: Figures): Figures =>
  firstStarted(CORRECTIONS[name]?.(figures) ?? figures);

/**
 * Of two chains that are as long, the critical path was the one with the smaller id, which nobody could
 * explain: now it is the one whose tasks started first.
 */
function firstStarted(figures: Figures): Figures {
  const graphs = graphsSchema.parse(figures['graphs']);
  const path = graphs[AS_LONG.project]?.['criticalPath'];
  if (JSON.stringify(path) !== JSON.stringify([...AS_LONG.was, ...AS_LONG.both])) return figures;
  const criticalPath = [...AS_LONG.is, ...AS_LONG.both];
  return {
    ...figures,
    graphs: { ...graphs, [AS_LONG.project]: { ...graphs[AS_LONG.project], criticalPath } },
  };
}

const AS_LONG = {
  project: 'dex-platform',
  was: ['dex-platform: solidity-001', 'dex-platform: audit-router'],
  is: ['dex-platform: infra-001', 'dex-platform: release-01'],
  both: ['dex-platform: load', 'dex-platform: mainnet', 'dex-platform: announce'],
};

const mapValues = <Value, Next>(
  record: Record<string, Value>,
  change: (value: Value) => Next,
): Record<string, Next> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
