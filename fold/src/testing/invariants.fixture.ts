import { expect } from 'vitest';
import { addUsage, noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import { rowKeys, type HourRow, type UsageRow } from '../facts/hours/hour-row.ts';
import { findAttempt } from '../state.ts';
import { sessionIds, hoursOf, taskIds, type Folded } from './picture.fixture.ts';

/** Rule USE4: sums are exact whichever way they are added up, and every row is remembered. */
export function expectExactSums(folded: Folded): void {
  const { state } = folded;
  const all = noUsage();
  const bySession = new Map<string, UsageSums>();
  const byTask = new Map<string, UsageSums>();
  const byRow = new Map<string, UsageSums>();
  const rows = new Map<UsageSums, UsageRow>();
  let errors = 0;
  for (const hour of hoursOf(folded)) {
    const kept = new Map<string, HourRow>(hour.rows);
    for (const fact of state.facts.facts(hour)) {
      const part = fact.contribution;
      if (part === null) continue;
      errors += part.activity.errors;
      if (part.edge !== null) {
        expect(kept.has(rowKeys.edge(part.owner, part.agentId, part.edge))).toBe(true);
        continue;
      }
      if (part.usage === null) {
        expect(kept.has(rowKeys.activity(part.owner))).toBe(true);
        continue;
      }
      expect(part.provenance).not.toBeNull();
      if (part.provenance === null) continue;
      const { provenance } = part;
      const key = rowKeys.usage({ ...part, provenance });
      const row = kept.get(key);
      expect(row?.kind).toBe('usage');
      const own = sumsOf(byRow, `${hour.session} ${String(hour.hour)} ${key}`);
      addUsage(own, part.usage);
      if (row?.kind === 'usage') rows.set(own, row);
      if (part.provenance === 'superseded') continue;
      addUsage(all, part.usage);
      addUsage(sumsOf(bySession, part.owner), part.usage);
      addUsage(sumsOf(byTask, part.task), part.usage);
    }
  }
  for (const [sums, row] of rows) expect(row.usage).toEqual(sums);
  expect(state.totals.all.usage).toMatchObject(all);
  expect(state.totals.all.errors).toBe(errors);
  const sessions = noUsage();
  for (const id of sessionIds(folded)) {
    const figures = findAttempt(state, id)?.attempt.figures;
    if (figures === undefined) continue;
    expect(figures.usage).toMatchObject(bySession.get(id) ?? noUsage());
    addUsage(sessions, figures.usage);
  }
  expect(sessions).toEqual(all);
  const tasks = { ...(byTask.get('') ?? noUsage()) };
  for (const id of taskIds(folded)) {
    const figures = state.tasks.get(id);
    if (figures === undefined) continue;
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
