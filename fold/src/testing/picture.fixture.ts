import { expect } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { recomputeLife } from '../life/recompute-life.ts';
import { refreshStaleRows } from '../derive/hour-rows.ts';
import type { Fact } from '../facts/fact.ts';
import type { Hour } from '../facts/hours/hour.ts';
import type { HourRow } from '../facts/hours/hour-row.ts';
import { memoryStorage } from '../storage/memory.ts';
import type { RecordKind } from '../storage/port.ts';
import { sessionView } from '../views/session-view.ts';
import { fold } from '../fold.ts';
import type { PriceOf } from '../price.ts';
import { newFoldState, recordsSaved, saveRecords, type FoldState } from '../state.ts';
import { taskHistory } from '../tasks/task-history.ts';
import { taskView } from '../views/task-view.ts';
import { totalsView } from '../views/totals-view.ts';

export type Folded = {
  state: FoldState;
  storage: ReturnType<typeof memoryStorage>;
  seq: number;
  isForgetful: boolean;
  taskIds: () => string[];
  records: {
    /** Ends an event: what was touched is stored, and nothing else is remembered. */
    forget(): void;
    reads(): number;
    sizes(): number[];
    keysOf(kind: RecordKind): string[];
  };
};

/** One micro-dollar an input token and five an output token; a model called `unknown` has no price. */
export const priceOf: PriceOf = (usage) =>
  usage.model === 'unknown' ? null : usage.inputTokens + 5 * usage.outputTokens;

/** A forgetful one reads from storage again, with each event, whatever was not touched by it. */
export function startFolding({ isForgetful = false } = {}): Folded {
  const storage = memoryStorage();
  const state = newFoldState(isForgetful ? { storage, cacheBytes: 0 } : { storage });
  return around(state, { storage, seq: 0, isForgetful });
}

export function around(
  state: FoldState,
  rest: Pick<Folded, 'storage' | 'seq' | 'isForgetful'>,
): Folded {
  const { storage } = rest;
  const store = (): void => {
    recomputeLife(state);
    saveRecords(state);
    recordsSaved(state);
  };
  return {
    ...rest,
    state,
    taskIds: () => {
      store();
      return storage.keys('task');
    },
    records: {
      forget: () => {
        store();
        state.budget.forget();
      },
      reads: () => state.budget.reads,
      sizes: () => {
        store();
        return storage.sizes();
      },
      keysOf: (kind) => {
        store();
        return storage.keys(kind);
      },
    },
  };
}

export function foldOne(folded: Folded, event: TelemetryEvent): boolean {
  const { state } = folded;
  folded.seq++;
  const isChanged = fold(state, event, { seq: folded.seq, priceOf });
  if (folded.isForgetful) save(folded);
  state.budget.endEvent();
  return isChanged;
}

/** A checkpoint, after which all records are clean. */
export function save({ state }: Folded): void {
  recomputeLife(state);
  saveRecords(state);
  recordsSaved(state);
}

export function sessionIds(folded: Folded): string[] {
  const { state, storage } = folded;
  save(folded);
  return storage
    .keys('session')
    .flatMap((key) => state.sessions.get(key)?.attempts.map(({ id }) => id) ?? []);
}

export const taskIds = (folded: Folded): string[] => folded.taskIds();

export const factsIn = (folded: Folded): Fact[] =>
  hoursOf(folded).flatMap((hour) => [...folded.state.facts.facts(hour)]);

export function hoursOf(folded: Folded): Hour[] {
  const { state, storage } = folded;
  save(folded);
  return storage.keys('session').flatMap((key) => {
    const hours = state.sessions.get(key)?.hours ?? [];
    return hours.flatMap((hour) => state.facts.hour(key, hour) ?? []);
  });
}

export function foldAll(events: readonly TelemetryEvent[], how = { isForgetful: false }): Folded {
  const folded = startFolding(how);
  for (const event of events) foldOne(folded, event);
  return folded;
}

/** All that can be seen of a state, in an order of its own: what must not depend on arrival. */
export function pictureOf(folded: Folded) {
  const { state } = folded;
  return {
    sessions: sorted(sessionIds(folded), (id) => {
      const view = sessionView(state, id);
      return view === null ? null : { ...view, changedSeq: 0 };
    }),
    tasks: sorted(taskIds(folded), (id) => {
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
    rows: rowsOf(folded),
  };
}

/** Each session and task as text, but for what the clock of the whole workspace moves. */
export function viewsOf(folded: Folded): Map<string, string> {
  const { state } = folded;
  const views = new Map<string, string>();
  for (const id of sessionIds(folded)) {
    const session = sessionView(state, id);
    if (session !== null) views.set(id, JSON.stringify({ ...session, pulse: null, changedSeq: 0 }));
  }
  for (const id of taskIds(folded)) {
    views.set(id, JSON.stringify({ ...taskView(state, id), changedSeq: 0 }));
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

type Row = Record<string, unknown>;

/** The rows of history that hours keep, and one row a request. */
function rowsOf(folded: Folded): [string, Row][] {
  const rows: [string, Row][] = [];
  for (const hour of hoursOf(folded)) {
    const place = `${hour.session} ${String(hour.hour)}`;
    refreshStaleRows(folded.state, hour);
    for (const [key, row] of hour.rows) {
      const { rev: _, page: _p, ...shown } = row;
      // A row of zeros says that what it held is reported better elsewhere, or was never there.
      if (!isEmptyRow(row)) rows.push([`${place} ${key}`, shown]);
    }
    for (const fact of folded.state.facts.facts(hour)) {
      const part = fact.contribution;
      if (part?.usage === null || part === null || isZero(part.usage)) continue;
      rows.push([`request ${place} ${fact.key}`, part]);
    }
  }
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

function isEmptyRow(row: HourRow): boolean {
  switch (row.kind) {
    case 'usage':
      return isZero(row.usage) && row.clientCostMicros === 0;
    case 'activity':
      return isZero(row.activity) && isZero(row.times);
    case 'error':
    case 'edge':
      return row.count === 0;
  }
}

const isZero = (sums: Readonly<Record<string, number>>): boolean =>
  Object.values(sums).every((sum) => sum === 0);
