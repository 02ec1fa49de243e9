import { expect } from 'vitest';
import { addUsage, noFigures, noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import { rowKeys } from '../derive/row-keys.ts';
import type { Folded } from './picture.ts';

/** Rule USE4: sums are exact whichever way they are added up, and every row is remembered. */
export function expectExactSums(folded: Folded): void {
  const { state } = folded;
  const all = noUsage();
  const byCard = new Map<string, UsageSums>();
  const byTask = new Map<string, UsageSums>();
  let errors = 0;
  for (const page of folded.pages()) {
    for (const [key, fact] of page.facts) {
      expect(fact.key).toBe(key);
      const part = fact.given;
      if (part === null) continue;
      errors += part.activity.errors;
      if (part.edge !== null) {
        expect(page.rows.edges.has(rowKeys.edges(part))).toBe(true);
        continue;
      }
      if (part.usage === null) {
        expect(page.rows.activity.has(rowKeys.activity(part))).toBe(true);
        continue;
      }
      expect(page.rows.usage.has(rowKeys.usage(part))).toBe(true);
      if (part.provenance === 'superseded') continue;
      addUsage(all, part.usage);
      addUsage(sumsOf(byCard, part.owner), part.usage);
      addUsage(sumsOf(byTask, part.task), part.usage);
    }
  }
  expect(state.totals.all.usage).toMatchObject(all);
  expect(state.totals.all.errors).toBe(errors);
  const cards = noUsage();
  for (const [id, figures] of state.cards) {
    expect(figures.usage).toMatchObject(byCard.get(id) ?? noUsage());
    addUsage(cards, figures.usage);
  }
  expect(cards).toEqual(all);
  const tasks = { ...(byTask.get('') ?? noUsage()) };
  for (const id of folded.taskIds()) {
    const figures = state.tasks.get(id) ?? { usage: noFigures() };
    expect(figures.usage).toMatchObject(byTask.get(id) ?? noUsage());
    addUsage(tasks, figures.usage);
  }
  expect(tasks).toEqual(all);
}

function sumsOf(sums: Map<string, UsageSums>, key: string): UsageSums {
  const known = sums.get(key) ?? noUsage();
  sums.set(key, known);
  return known;
}
