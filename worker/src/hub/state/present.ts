import {
  cardView,
  findCard,
  fold,
  lineOf,
  newFoldState,
  noChanges,
  sessionDetail,
  taskHistory,
  taskView,
  type Changes,
  type FoldState,
  type PriceOf,
} from '@claude-monitor/fold';
import {
  LIMITS,
  sessionKeyOf,
  type Card,
  type Line,
  type SessionDetail,
  type StampedEvent,
  type Task,
  type TaskHistory,
} from '@claude-monitor/protocol';
import {
  deleteTask,
  loadKept,
  loadSessionsAndTasks,
  saveKept,
  saveSession,
  saveTask,
  type Gone,
} from '../storage/checkpoint.ts';
import { StoredPages } from '../storage/pages.ts';
import { readProgress, writeProgress, type Progress } from './progress.ts';
import { report } from '../report.ts';
import { StoredClaims } from '../storage/stored-claims.ts';
import { Unchanged } from './unchanged.ts';

/** Gone rows that are remembered for a database that is given back at an older state. */
const GONE_KEPT = 1_000;

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
  readonly unchanged = new Unchanged();
  readonly gone: Gone = { cards: new Map(), tasks: new Map() };
  /** What has to be stored with a checkpoint: what it covers is not folded again on waking. */
  beforeCheckpoint: () => void = () => {};
  /** Events that the fold could not take since the hub woke. */
  foldFailures = 0;
  readonly #storage: DurableObjectStorage;
  readonly #priceOf: PriceOf;
  readonly #claims: StoredClaims;
  /** Sessions whose structure may have changed without a card of theirs. */
  readonly #dirtySessions = new Set<string>();

  constructor(storage: DurableObjectStorage, priceOf: PriceOf) {
    const { sql } = storage;
    this.#storage = storage;
    this.#priceOf = priceOf;
    this.progress = readProgress(sql);
    this.pages = new StoredPages(sql, this.progress.flushedSeq);
    this.#claims = new StoredClaims(sql);
    this.state = newFoldState(this.pages, this.#claims);
    loadSessionsAndTasks(sql, this.state);
    const kept = loadKept(sql);
    if (kept === null) return;
    const { lines, gone, unchanged, ...small } = kept;
    Object.assign(this.state, small);
    this.lines.push(...lines);
    for (const [id, item] of gone.cards) this.gone.cards.set(id, item);
    for (const [id, item] of gone.tasks) this.gone.tasks.set(id, item);
    this.unchanged.addDistances(unchanged);
  }

  /** Takes the event that stands at `seq` in the journal into the state; its line for "Now", if any. */
  take(seq: number, event: StampedEvent): Line | null {
    this.progress.seq = seq;
    const hasChanged = this.#fold(seq, event);
    this.#noteSessions(event);
    this.pages.trimCache();
    if (!hasChanged) {
      this.unchanged.add(seq);
      return null;
    }
    this.#noteGone(seq, event.sessionId);
    return event.mark === undefined ? this.#addLine(event) : null;
  }

  /** The event at `seq` stays out of the state. */
  passOver(seq: number): void {
    this.progress.seq = seq;
  }

  /** What changed since the last call, for a frame. */
  takeChanges(): Changes {
    const { changes } = this.state;
    this.state.changes = noChanges();
    return changes;
  }

  card(id: string): Card | null {
    return cardView(this.state, id);
  }

  /** Of an internal id, or the newest attempt under the caller's own. */
  detail(id: string): SessionDetail | null {
    const card = findCard(this.state, id);
    const detail = card === null ? null : sessionDetail(this.state, card);
    this.pages.trimCache();
    return detail;
  }

  task(id: string): Task | null {
    return taskView(this.state, id);
  }

  taskHistory(id: string): TaskHistory | null {
    return taskHistory(this.state, id);
  }

  get isCheckpointDue(): boolean {
    return this.progress.seq - this.progress.foldedSeq >= LIMITS.checkpointEvents;
  }

  /** Writes all that changed since the last one and `foldedSeq` in one storage transaction. */
  checkpoint(): void {
    const { progress, state } = this;
    const { sql } = this.#storage;
    const isDirty = (item: { changedSeq: number }): boolean => item.changedSeq > progress.foldedSeq;
    for (const card of state.cards.values()) {
      if (isDirty(card)) this.#dirtySessions.add(card.session);
    }
    this.#storage.transactionSync(() => {
      this.beforeCheckpoint();
      for (const key of this.#dirtySessions) saveSession(sql, state, key);
      for (const task of state.tasks.values()) if (isDirty(task)) saveTask(sql, task);
      for (const [id, { seq }] of this.gone.tasks) {
        if (seq > progress.foldedSeq && !state.tasks.has(id)) deleteTask(sql, id);
      }
      this.pages.checkpoint();
      this.#claims.checkpoint();
      const unchanged = this.unchanged.toDistances();
      saveKept(sql, state, { lines: this.lines, gone: this.gone, unchanged });
      writeProgress(sql, { ...progress, foldedSeq: progress.seq });
    });
    progress.foldedSeq = progress.seq;
    this.#dirtySessions.clear();
    this.pages.trimCache();
  }

  /** The range up to `seq` is about to be sent, and will be until it is confirmed. */
  beginFlush(seq: number): void {
    this.progress.flushingTo = seq;
    this.checkpoint();
  }

  /** libSQL has everything up to `seq`. */
  confirmFlush(seq: number): void {
    this.progress.flushedSeq = seq;
    this.progress.flushingTo = null;
    writeProgress(this.#storage.sql, this.progress);
    this.unchanged.forgetUpTo(seq);
    this.pages.confirmFlush(seq);
    forgetOldest(this.gone.cards, seq);
    forgetOldest(this.gone.tasks, seq);
  }

  /**
   * The fold never throws on a parsed event (rule FLD2). Should it, the event stays in the journal
   * and in its block, is counted, and the hub goes on.
   */
  #fold(seq: number, event: StampedEvent): boolean {
    try {
      return fold(this.state, event, { seq, priceOf: this.#priceOf });
    } catch (error) {
      this.foldFailures++;
      report('fold', error, { type: event.type });
      return true;
    }
  }

  #noteSessions(event: StampedEvent): void {
    const scope = event.device ?? '';
    const key = sessionKeyOf(event.sessionId, scope);
    this.#dirtySessions.add(key);
    for (const run of this.state.sessions.get(key)?.runs ?? []) this.#dirtySessions.add(run);
    if (event.parentSessionId !== undefined) {
      this.#dirtySessions.add(sessionKeyOf(event.parentSessionId, scope));
    }
  }

  #noteGone(seq: number, sessionId: string): void {
    const { goneTasks } = this.state.changes;
    // One that is hidden behind another card is known, and a viewer that comes back is told of it.
    const goneCards = [...this.state.changes.goneCards].filter((id) => !this.state.cards.has(id));
    if (goneCards.length + goneTasks.size === 0) return;
    for (const card of goneCards) this.gone.cards.set(card, { sessionId, seq });
    for (const task of goneTasks) this.gone.tasks.set(task, { seq });
    this.progress.goneSeq = seq;
  }

  #addLine(event: StampedEvent): Line | null {
    const line = lineOf(this.state, event);
    if (line === null) return null;
    this.lines.push(line);
    if (this.lines.length > LIMITS.linesKept) this.lines.shift();
    return line;
  }
}

function forgetOldest(gone: Map<string, { seq: number }>, flushedSeq: number): void {
  for (const [id, { seq }] of gone) {
    if (gone.size <= GONE_KEPT || seq > flushedSeq) return;
    gone.delete(id);
  }
}
