import {
  cardView,
  fold,
  LIMITS,
  lineOf,
  newFoldState,
  noChanges,
  sessionKeyOf,
  taskView,
  type Card,
  type CardFigures,
  type Changes,
  type FoldState,
  type Line,
  type PriceOf,
  type Session,
  type StampedEvent,
  type Task,
  type TaskFigures,
} from '@claude-monitor/protocol';
import { compress, decompress } from './compressed.ts';
import { StoredPages } from './pages.ts';
import { readMeta, writeMeta } from './storage.ts';

/** Where the hub stands. Seqs rise strictly in a workspace; a new epoch starts above any earlier one. */
export type Progress = {
  epoch: number;
  seq: number;
  /** What a checkpoint holds, and what libSQL confirmed. */
  foldedSeq: number;
  flushedSeq: number;
  /** The newest seq at which a card or task went away: an older cursor can't be resumed. */
  goneSeq: number;
};

/** Cards and tasks that went away and whose rows libSQL may still show. */
type Gone = { cards: Map<string, { session: string; seq: number }>; tasks: Map<string, number> };

/** Small parts of the state that are kept whole in one row. */
type Kept = Pick<FoldState, 'totals' | 'series' | 'seriesAt'> & { lines: Line[]; gone: Gone };

/**
 * The hub's present: the fold's state, where it stands, and what a checkpoint has to write. Memory is
 * only a cache of storage (rule HUB3): waking is the last checkpoint and the journal after it.
 */
export class Present {
  readonly progress: Progress;
  readonly state: FoldState;
  readonly pages: StoredPages;
  /** Newest lines of "Now", the newest last. */
  readonly lines: Line[] = [];
  /** Seqs after flushedSeq whose events changed nothing: they go into no block. */
  readonly unchanged = new Set<number>();
  readonly gone: Gone = { cards: new Map(), tasks: new Map() };
  readonly #storage: DurableObjectStorage;
  readonly #priceOf: PriceOf;
  readonly #dirtySessions = new Set<string>();
  readonly #dirtyTasks = new Set<string>();

  constructor(storage: DurableObjectStorage, priceOf: PriceOf) {
    const sql = storage.sql;
    this.#storage = storage;
    this.#priceOf = priceOf;
    this.pages = new StoredPages(sql);
    this.state = newFoldState(this.pages);
    this.progress = {
      epoch: Number(readMeta(sql, 'epoch')),
      seq: Number(readMeta(sql, 'seq')),
      foldedSeq: Number(readMeta(sql, 'foldedSeq')),
      flushedSeq: Number(readMeta(sql, 'flushedSeq')),
      goneSeq: Number(readMeta(sql, 'goneSeq')),
    };
    this.#load(sql);
  }

  /** Takes the event that stands at `seq` in the journal into the state. */
  take(seq: number, event: StampedEvent): void {
    const { state } = this;
    const hasChanged = fold(state, event, { seq, priceOf: this.#priceOf });
    this.progress.seq = seq;
    const scope = event.device ?? '';
    const session = sessionKeyOf(event.sessionId, scope);
    this.#dirtySessions.add(session);
    if (event.parentSessionId !== undefined) {
      this.#dirtySessions.add(sessionKeyOf(event.parentSessionId, scope));
    }
    if (!hasChanged) {
      this.unchanged.add(seq);
      return;
    }
    for (const card of state.changes.goneCards) {
      this.gone.cards.set(card, { session, seq });
      this.progress.goneSeq = seq;
    }
    for (const task of state.changes.goneTasks) {
      this.gone.tasks.set(task, seq);
      this.progress.goneSeq = seq;
    }
    if (event.mark === undefined) this.#addLine(event);
  }

  /** What changed since the last call, for a frame; also what the next checkpoint writes. */
  takeChanges(): Changes {
    const { changes } = this.state;
    for (const id of changes.cards) {
      const session = this.state.cards.get(id)?.session;
      if (session !== undefined) this.#dirtySessions.add(session);
    }
    for (const id of [...changes.tasks, ...changes.goneTasks]) this.#dirtyTasks.add(id);
    this.state.changes = noChanges();
    return changes;
  }

  card(id: string): Card | null {
    return cardView(this.state, id);
  }

  task(id: string): Task | null {
    return taskView(this.state, id);
  }

  /** Writes all that is dirty and `foldedSeq` in one storage transaction. */
  checkpoint(): void {
    this.takeChanges();
    const { progress } = this;
    const sql = this.#storage.sql;
    this.#storage.transactionSync(() => {
      for (const key of this.#dirtySessions) this.#saveSession(sql, key);
      for (const id of this.#dirtyTasks) this.#saveTask(sql, id);
      this.pages.checkpoint();
      const { totals, series, seriesAt } = this.state;
      const kept: Kept = { totals, series, seriesAt, lines: this.lines, gone: this.gone };
      writeMeta(sql, 'kept', compress(kept));
      writeMeta(sql, 'unchanged', compress([...this.unchanged]));
      writeMeta(sql, 'seq', progress.seq);
      writeMeta(sql, 'goneSeq', progress.goneSeq);
      writeMeta(sql, 'foldedSeq', progress.seq);
    });
    progress.foldedSeq = progress.seq;
    this.#dirtySessions.clear();
    this.#dirtyTasks.clear();
  }

  /** libSQL has everything up to `seq`. */
  confirmFlush(seq: number): void {
    this.progress.flushedSeq = seq;
    writeMeta(this.#storage.sql, 'flushedSeq', seq);
    for (const item of this.unchanged) if (item <= seq) this.unchanged.delete(item);
    for (const [id, item] of this.gone.cards) if (item.seq <= seq) this.gone.cards.delete(id);
    for (const [id, at] of this.gone.tasks) if (at <= seq) this.gone.tasks.delete(id);
  }

  #addLine(event: StampedEvent): void {
    const line = lineOf(this.state, event);
    if (line === null) return;
    this.lines.push(line);
    if (this.lines.length > LIMITS.linesKept) this.lines.shift();
  }

  #saveSession(sql: SqlStorage, key: string): void {
    const session = this.state.sessions.get(key);
    if (session === undefined) return;
    const figures = session.attempts.flatMap((item) => this.state.cards.get(item.card) ?? []);
    sql.exec(
      `insert into card (session, state) values (?, ?)
       on conflict (session) do update set state = excluded.state`,
      key,
      compress({ session, figures }),
    );
  }

  #saveTask(sql: SqlStorage, id: string): void {
    const task = this.state.tasks.get(id);
    if (task === undefined) {
      sql.exec('delete from task where task = ?', id);
      return;
    }
    sql.exec(
      `insert into task (task, state) values (?, ?)
       on conflict (task) do update set state = excluded.state`,
      id,
      compress(task),
    );
  }

  /** Storage is written by this class alone and migrated by version, so the shapes are known. */
  #load(sql: SqlStorage): void {
    for (const row of sql.exec('select state from card')) {
      const saved = decompress(row['state']) as { session: Session; figures: CardFigures[] };
      this.state.sessions.set(saved.session.key, saved.session);
      for (const figures of saved.figures) this.state.cards.set(figures.card, figures);
    }
    for (const row of sql.exec('select state from task')) {
      const task = decompress(row['state']) as TaskFigures;
      this.state.tasks.set(task.task, task);
    }
    const keptData = readMeta(sql, 'kept');
    if (keptData !== null) {
      const kept = decompress(keptData) as Kept;
      Object.assign(this.state, {
        totals: kept.totals,
        series: kept.series,
        seriesAt: kept.seriesAt,
      });
      this.lines.push(...kept.lines);
      for (const [id, item] of kept.gone.cards) this.gone.cards.set(id, item);
      for (const [id, seq] of kept.gone.tasks) this.gone.tasks.set(id, seq);
    }
    const unchanged = readMeta(sql, 'unchanged');
    if (unchanged !== null) {
      for (const seq of decompress(unchanged) as number[]) {
        if (seq > this.progress.flushedSeq) this.unchanged.add(seq);
      }
    }
  }
}
