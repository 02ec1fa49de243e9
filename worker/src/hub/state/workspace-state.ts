import {
  sessionView,
  findAttempt,
  findShown,
  fold,
  isSealed,
  lineOf,
  markAttempt,
  markTask,
  newFoldState,
  noChanges,
  countUnpacked,
  lifeBacklogOf,
  packRecords,
  recordsSaved,
  saveRecords,
  recomputeLife,
  sessionDetail,
  smallStateOf,
  taskHistory,
  taskView,
  type Changes,
  type FoldState,
  type PriceOf,
  type StoragePort,
} from '@claude-monitor/fold';
import {
  LIMITS,
  TIME,
  type Session,
  type Line,
  type Repair,
  type SessionDetail,
  type StampedEvent,
  type Task,
  type TaskHistory,
} from '@claude-monitor/protocol';
import { report } from '../report.ts';
import { ChangeLog } from '../storage/change-log.ts';
import { loadKept, saveKept, type RemovedItems } from '../storage/kept.ts';
import { sqlRecords } from '../storage/record-tables.ts';
import { StoredRequests } from '../storage/stored-requests.ts';
import { clockNoteOf } from './clock-info-of.ts';
import { Newest } from './newest.ts';
import { readProgress, writeProgress, type Progress } from './progress.ts';
import { RecentChanges } from './recent-changes.ts';
import { Unchanged } from './unchanged.ts';
import { unsavedChanges } from './unsaved-changes.ts';

/** Gone rows that are remembered for a database that is given back at an older state. */
const GONE_KEPT = 1_000;

/** Hours of sessions whose times are computed in one step, and what one costs, in characters of a packed record. */
const HOURS_PER_STEP = 32;
const HOUR_LENGTH = 2_000;
/** What changed again while it was packed is packed again, until so much of all is left, or so often. */
const LEFT_UNPACKED = 0.15;
const PACKING_PASSES = 3;

export type WorkspaceStateDeps = {
  storage: DurableObjectStorage;
  priceOf: PriceOf;
  /** What the fold's records may take in memory; the default is the platform's share. */
  cacheBytes?: number;
  /** Hashes of request ids by which copies are found: so many are kept. */
  requestKeysKept?: () => number;
};

/**
 * The state of a workspace: the fold's state, where it stands, and what a checkpoint has to write. Memory is
 * only a cache of storage (rule HUB3): opening reads what is kept in one piece, and the journal after
 * the last checkpoint.
 */
export class WorkspaceState {
  readonly progress: Progress;
  readonly state: FoldState;
  readonly newest: Newest;
  readonly recent: RecentChanges;
  readonly changeLog: ChangeLog;
  /** Newest lines of "Now", the newest last. */
  readonly lines: Line[] = [];
  readonly unchanged = new Unchanged();
  readonly gone: RemovedItems = { sessions: new Map(), tasks: new Map() };
  /** What has to be stored with a checkpoint: what it covers is not folded again on waking. */
  beforeCheckpoint: () => void = () => {};
  /** Whether labels of a key are shown: administrators may hide some. */
  isLabelShown: (key: string) => boolean = () => true;
  /** Called when the event at `seq` was folded. */
  onTaken: (seq: number) => void = () => {};
  /** Events that the fold could not take since the hub woke. */
  foldFailures = 0;
  readonly priceOf: PriceOf;
  readonly #storage: DurableObjectStorage;
  readonly records: StoragePort;
  readonly requests: StoredRequests;

  constructor(deps: WorkspaceStateDeps) {
    const { storage, priceOf, cacheBytes = LIMITS.cacheBytes } = deps;
    const { sql } = storage;
    this.#storage = storage;
    this.priceOf = priceOf;
    this.progress = readProgress(sql);
    this.requests = new StoredRequests(sql, deps.requestKeysKept);
    this.records = sqlRecords(sql);
    const requests = this.requests;
    this.state = newFoldState({ storage: this.records, requests, cacheBytes });
    this.newest = new Newest(this.state, this.records);
    this.changeLog = new ChangeLog(sql);
    this.recent = new RecentChanges(this.changeLog, this.progress.foldedSeq);
    const kept = loadKept(sql);
    if (kept === null) return;
    const { lines, gone, unchanged, ...small } = kept;
    Object.assign(this.state, small);
    this.lines.push(...lines);
    for (const [id, item] of gone.sessions) this.gone.sessions.set(id, item);
    for (const [id, item] of gone.tasks) this.gone.tasks.set(id, item);
    this.unchanged.addDistances(unchanged);
  }

  /** Takes the event that stands at `seq` in the journal into the state; its line for "Now", if any. */
  take(seq: number, event: StampedEvent): Line | null {
    this.progress.seq = seq;
    let line: Line | null = null;
    if (this.#fold(seq, event)) {
      this.#recordGone(seq, event.sessionId);
      if (event.mark === undefined) line = this.#addLine(event);
    } else this.unchanged.add(seq);
    this.onTaken(seq);
    this.state.budget.endEvent();
    // Hours that many events touch are computed once, with the checkpoint; beyond that who sends them waits for them.
    if (lifeBacklogOf(this.state) > LIMITS.lifeBacklogHours) {
      recomputeLife(this.state, HOURS_PER_STEP);
      this.state.budget.endEvent();
    }
    return line;
  }

  /**
   * The seq of a change that no event makes. Called where every event of the journal is folded. It is stored by
   * itself: a checkpoint of all that is at work would hold up everybody for one incident.
   */
  nextSeq(): number {
    const seq = ++this.progress.seq;
    this.progress.seqFloor = seq;
    writeProgress(this.#storage.sql, this.progress);
    return seq;
  }

  /** The event at `seq` is not folded: it was found to end the hub. */
  passOver(seq: number): void {
    this.progress.seq = seq;
  }

  /** Once the journal is folded: what comes is newer than rows of an upgrade, and than changes that no event made. */
  rise(): void {
    const { progress } = this;
    if (progress.seq >= progress.seqFloor) return;
    progress.seq = progress.seqFloor;
    this.checkpoint();
  }

  /**
   * Rows of these stand above all that libSQL has of them, and go with the next flush. Called where every
   * event of the journal is folded, for it takes a seq of its own.
   */
  sendAgain({ hours, sessions, tasks }: Repair): void {
    const seq = ++this.progress.seq;
    for (const { run } of hours) {
      const session = this.state.sessions.get(run);
      if (session === undefined) continue;
      // What rows are grouped under counts as changed: so all rows of its hours are newer.
      session.identityRev = seq;
      this.state.sessions.touch(run);
    }
    for (const id of sessions) {
      const found = findAttempt(this.state, id);
      if (found !== null) markAttempt(this.state, found, seq);
    }
    for (const id of tasks) markTask(this.state, id, seq);
    this.checkpoint();
  }

  /** What changed since the last call, for a frame. */
  takeChanges(): Changes {
    const { changes } = this.state;
    this.state.changes = noChanges();
    this.recent.add(changes, this.progress.seq);
    return changes;
  }

  session(id: string): Session | null {
    const session = sessionView(this.state, id);
    if (session === null || session.labels.every(({ key }) => this.isLabelShown(key)))
      return session;
    return { ...session, labels: session.labels.filter(({ key }) => this.isLabelShown(key)) };
  }

  /** The internal id of a session's newest attempt, by that id or by the caller's own. */
  find(id: string): string | null {
    return findShown(this.state, id, this.newest.named(id));
  }

  has(id: string): boolean {
    return findAttempt(this.state, id) !== null;
  }

  /** Of an internal id, or the newest attempt under the caller's own. */
  detail(id: string): SessionDetail | null {
    const found = this.find(id);
    const detail = found === null ? null : sessionDetail(this.state, found, this.priceOf);
    this.endRead();
    return detail;
  }

  task(id: string): Task | null {
    return taskView(this.state, id);
  }

  taskHistory(id: string): TaskHistory | null {
    return taskHistory(this.state, id);
  }

  /** Whether the session takes no more events of this time: its hour is sealed (rule STO5). */
  isSealed(key: string, at: number): boolean {
    const session = this.state.sessions.get(key);
    return session !== undefined && isSealed(session, at);
  }

  /** Called when a question was answered: what it read may leave memory. */
  endRead(): void {
    this.state.budget.endEvent();
  }

  /** By number of events, and by what cannot leave memory before it is written. */
  get isCheckpointDue(): boolean {
    const { seq, foldedSeq } = this.progress;
    return seq - foldedSeq >= LIMITS.checkpointEvents || this.state.budget.isFull;
  }

  /**
   * Does most of the next checkpoint's work ahead, in steps between which events may be taken: with a thousand
   * sessions at work a checkpoint would hold them for a third of a second. Answers the length of what each step made.
   */
  *prepareCheckpoint(): Generator<number> {
    const { state } = this;
    while (lifeBacklogOf(state) > 0) {
      recomputeLife(state, HOURS_PER_STEP);
      state.budget.endEvent();
      yield HOURS_PER_STEP * HOUR_LENGTH;
    }
    const all = countUnpacked(state);
    for (let pass = 0, left = all; left > all * LEFT_UNPACKED && pass < PACKING_PASSES; pass++) {
      yield* packRecords(state);
      left = countUnpacked(state);
    }
  }

  /** Writes all that changed since the last one and `foldedSeq` in one storage transaction. */
  checkpoint(): void {
    const { progress, state } = this;
    const { sql } = this.#storage;
    recomputeLife(state);
    this.#storage.transactionSync(() => {
      this.beforeCheckpoint();
      this.changeLog.append(progress.seq, unsavedChanges(state, progress.foldedSeq));
      saveRecords(state);
      this.requests.checkpoint();
      const unchanged = this.unchanged.toDistances();
      saveKept(sql, { ...smallStateOf(state), lines: this.lines, gone: this.gone, unchanged });
      writeProgress(sql, { ...progress, foldedSeq: progress.seq });
    });
    recordsSaved(state);
    progress.foldedSeq = progress.seq;
    state.budget.endEvent();
  }

  /** The range up to `seq` is about to be sent, and will be until it is confirmed. */
  beginFlush(seq: number): void {
    this.progress.flushingTo = seq;
    if (seq > this.progress.foldedSeq) this.checkpoint();
    else writeProgress(this.#storage.sql, this.progress);
  }

  /** libSQL has everything up to `seq`. */
  confirmFlush(seq: number): void {
    this.progress.flushedSeq = seq;
    this.progress.flushingTo = null;
    writeProgress(this.#storage.sql, this.progress);
    this.unchanged.forgetUpTo(seq);
    this.changeLog.trim(seq);
    forgetOldest(this.gone.sessions, seq);
    forgetOldest(this.gone.tasks, seq);
  }

  /**
   * The fold never throws on a parsed event (rule FLD2). Should it, the event stays in the journal
   * and in its block, is counted, and the hub goes on.
   */
  #fold(seq: number, event: StampedEvent): boolean {
    try {
      const arrivedOn = Math.floor(event.receivedAt / TIME.dayMs);
      const clock = clockNoteOf(event);
      return fold(this.state, event, { seq, priceOf: this.priceOf, arrivedOn, clock });
    } catch (error) {
      this.foldFailures++;
      report('fold', error, { type: event.type });
      return true;
    }
  }

  #recordGone(seq: number, sessionId: string): void {
    const { goneSessions, goneTasks } = this.state.changes;
    if (goneSessions.size + goneTasks.size === 0) return;
    for (const session of goneSessions) {
      // One that is hidden behind another is known, and a viewer that comes back is sent that.
      if (this.has(session) || this.gone.sessions.get(session) !== undefined) continue;
      this.gone.sessions.set(session, { sessionId, seq });
      this.progress.goneSeq = seq;
    }
    for (const task of goneTasks) {
      if (this.task(task) !== null || this.gone.tasks.get(task) !== undefined) continue;
      this.gone.tasks.set(task, { seq });
      this.progress.goneSeq = seq;
    }
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
