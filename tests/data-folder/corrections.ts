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
  CORRECTIONS[name]?.(figures) ?? figures;

const mapValues = <Value, Next>(
  record: Record<string, Value>,
  change: (value: Value) => Next,
): Record<string, Next> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
