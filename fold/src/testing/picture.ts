import { expect } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { cardView } from '../views/card-view.ts';
import type { Contribution } from '../facts/fact.ts';
import { fold } from '../fold.ts';
import { forgettingTasks, type ForgettingTasks } from './forgetting.ts';
import { memoryPages, type Page } from '../facts/page.ts';
import type { PriceOf } from '../price.ts';
import { rowKeys } from '../derive/row-keys.ts';
import { newFoldState, type FoldState } from '../state.ts';
import { taskHistory } from '../tasks/task-history.ts';
import { taskView } from '../views/task-view.ts';
import { totalsView } from '../views/totals-view.ts';

export type Folded = {
  state: FoldState;
  pages: () => Page[];
  records: ForgettingTasks;
  /** Of the records of tasks, which cannot be listed by who folds. */
  taskIds: () => Iterable<string>;
  seq: number;
};

/** One micro-dollar an input token and five an output token; a model called `unknown` has no price. */
export const priceOf: PriceOf = (usage) =>
  usage.model === 'unknown' ? null : usage.inputTokens + 5 * usage.outputTokens;

export function startFolding(): Folded {
  const pages = memoryPages();
  const records = forgettingTasks();
  const state = newFoldState(pages, undefined, records.all);
  return { state, pages: pages.all, records, taskIds: () => records.keysOf('tasks'), seq: 0 };
}

export function foldOne(folded: Folded, event: TelemetryEvent): boolean {
  folded.seq++;
  return fold(folded.state, event, { seq: folded.seq, priceOf });
}

export function foldAll(events: readonly TelemetryEvent[]): Folded {
  const folded = startFolding();
  for (const event of events) foldOne(folded, event);
  return folded;
}

/** All that can be seen of a state, in an order of its own: what must not depend on arrival. */
export function pictureOf(folded: Folded) {
  const { state } = folded;
  return {
    cards: sorted(state.cards.keys(), (id) => {
      const view = cardView(state, id);
      return view === null ? null : { ...view, changedSeq: 0 };
    }),
    tasks: sorted(folded.taskIds(), (id) => {
      const view = taskView(state, id);
      const history = taskHistory(state, id);
      return view === null ? null : { ...view, history, changedSeq: 0 };
    }),
    totals: totalsView(state),
    series: sorted(state.series.keys(), (key) => {
      const cell = state.series.get(key);
      const { at, agentName, model, ...figures } = cell ?? { at: 0, agentName: '', model: '' };
      return Object.values(figures).every((figure) => figure === 0) ? null : cell;
    }),
    rows: rowsOf(folded.pages()),
  };
}

/** Each card and task as text, but for what the clock of the whole workspace moves. */
export function viewsOf({ state, taskIds }: Folded): Map<string, string> {
  const views = new Map<string, string>();
  for (const id of state.cards.keys()) {
    const card = cardView(state, id);
    if (card !== null) views.set(id, JSON.stringify({ ...card, pulse: null, changedSeq: 0 }));
  }
  for (const id of taskIds()) {
    const task = taskView(state, id);
    if (task !== null) views.set(id, JSON.stringify({ ...task, changedSeq: 0 }));
  }
  return views;
}

/** As texts first: a difference of large pictures is slow to find. */
export function expectSame(picture: unknown, expected: unknown): void {
  if (JSON.stringify(picture) !== JSON.stringify(expected)) expect(picture).toEqual(expected);
}

function sorted<Value>(
  keys: Iterable<string>,
  valueOf: (key: string) => Value | null,
): [string, Value][] {
  return [...keys].sort().flatMap((key) => {
    const value = valueOf(key);
    return value === null ? [] : [[key, value] as [string, Value]];
  });
}

type Row = Record<string, number | string>;

/** The rows of history that pages make: sums by row key, and one row a request. */
function rowsOf(pages: Page[]): [string, Row][] {
  const rows = new Map<string, Row>();
  for (const page of pages) {
    for (const fact of page.facts.values()) {
      const part = fact.given;
      if (part === null) continue;
      const place = `${page.session} ${String(page.hour)}`;
      if (part.usage !== null) {
        const { clientCostMicros } = part;
        const sums = { ...part.usage, clientCostMicros };
        add(rows, `usage ${place} ${rowKeys.usage(part)}`, part, sums);
        add(rows, `request ${place} ${fact.key}`, part, sums);
      } else if (part.edge !== null) {
        add(rows, `edge ${place} ${rowKeys.edges(part)}`, part, { count: 1 });
      } else {
        add(rows, `activity ${place} ${rowKeys.activity(part)}`, part, part.activity);
      }
      if (fact.kind === 'error') {
        add(rows, `errors ${place} ${rowKeys.errors(part, fact)}`, part, { count: 1 });
      }
    }
  }
  // A row of zeros says that what it held is told better elsewhere, or was never there.
  const full = [...rows].filter(([, row]) => Object.values(row).some((sum) => Number(sum) > 0));
  return full.sort(([a], [b]) => (a < b ? -1 : 1));
}

function add(rows: Map<string, Row>, key: string, part: Contribution, sums: Row): void {
  const { agent, project, user } = part;
  const row = rows.get(key) ?? { agent, project, user };
  if (row['agent'] !== agent || row['project'] !== project || row['user'] !== user) {
    throw new Error(`facts of one row name different groups: ${key}`);
  }
  for (const [name, value] of Object.entries(sums)) {
    row[name] = Number(row[name] ?? 0) + Number(value);
  }
  rows.set(key, row);
}
