import {
  newSession,
  SERIES_SUMS,
  type CardFigures,
  type FoldState,
  type Session,
  type TaskFigures,
} from '@claude-monitor/fold';
import { mendFigures, mendSums, type Line } from '@claude-monitor/protocol';
import { compress, decompress } from './compressed.ts';
import { readMeta, writeMeta } from './storage.ts';

/** Cards and tasks that went away, and when: libSQL may still show their rows. */
export type Gone = {
  cards: Map<string, { sessionId: string; seq: number }>;
  tasks: Map<string, { seq: number }>;
};

/** What is kept beside cards, tasks and pages, whole in one row: it changes with every event. */
export type Kept = Omit<
  FoldState,
  'sessions' | 'cards' | 'tasks' | 'pages' | 'claims' | 'changes'
> & {
  lines: Line[];
  gone: Gone;
  /** Seqs whose events changed nothing, each as the distance from the one before. */
  unchanged: number[];
};

// Storage is written by this module alone and migrated by version, so the shapes are known.

export function saveKept(sql: SqlStorage, state: FoldState, rest: Omit<Kept, keyof FoldState>) {
  const { sessions: _, cards: _c, tasks: _t, pages: _p, changes: _h, claims: _k, ...small } = state;
  const kept: Kept = { ...small, ...rest };
  writeMeta(sql, 'kept', compress(kept));
}

export function loadKept(sql: SqlStorage): Kept | null {
  const stored = readMeta(sql, 'kept');
  if (stored === null) return null;
  const kept = decompress(stored) as Kept;
  mendFigures(kept.totals.all.usage);
  mendFigures(kept.totals.day.usage);
  for (const cell of kept.series.values()) mendSums(cell, SERIES_SUMS);
  return kept;
}

/** A session and the cards that are its attempts, in one row. */
export function saveSession(sql: SqlStorage, state: FoldState, key: string): void {
  const session = state.sessions.get(key);
  if (session === undefined) return;
  const figures = session.attempts.flatMap((attempt) => state.cards.get(attempt.card) ?? []);
  sql.exec(
    `insert into card (session, state) values (?, ?)
     on conflict (session) do update set state = excluded.state`,
    key,
    compress({ session, figures }),
  );
}

export function saveTask(sql: SqlStorage, task: TaskFigures): void {
  sql.exec(
    `insert into task (task, state) values (?, ?)
     on conflict (task) do update set state = excluded.state`,
    task.task,
    compress(task),
  );
}

export function deleteTask(sql: SqlStorage, id: string): void {
  sql.exec('delete from task where task = ?', id);
}

export function loadSessionsAndTasks(sql: SqlStorage, state: FoldState): void {
  for (const row of sql.exec('select state from card')) {
    const saved = decompress(row['state']) as { session: Session; figures: CardFigures[] };
    // What an older version wrote lacks what this one knows.
    const { key, sessionId } = saved.session;
    state.sessions.set(key, { ...newSession(key, sessionId), ...saved.session });
    for (const figures of saved.figures) {
      mendFigures(figures.usage);
      mendSums(figures, ['clientCostMicros']);
      state.cards.set(figures.card, figures);
    }
  }
  for (const row of sql.exec('select state from task')) {
    const task = decompress(row['state']) as TaskFigures;
    mendFigures(task.usage);
    state.tasks.set(task.task, task);
  }
}
