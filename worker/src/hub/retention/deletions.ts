import { findAttempt, userOf, type SessionRecord } from '@claude-monitor/fold';
import { LIMITS, sessionKeyOf } from '@claude-monitor/protocol';
import { withoutNames, type DeletedNames } from '../../domain/without-names.ts';
import type { Erasure, RetentionRpc } from '../../store/writer-rpc.ts';
import { report } from '../report.ts';
import type { Flusher } from '../flush/flusher.ts';
import type { Parked } from '../flush/parked/parked.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Live } from '../live/live.ts';
import { namedUser, type Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import {
  noRound,
  readJobs,
  writeJobs,
  type DoneJob,
  type Job,
  type StoredJobs,
} from './deletion-job.ts';
import { forgetInArrivals } from './names-in-arrivals.ts';
import { forgetNamesAfter } from './names-in-others.ts';
import { forgetNamesInParked } from './names-in-parked.ts';
import { deletionStep } from './steps.ts';
import type { Tombstones } from './tombstones.ts';
import { wipeTables } from './wipe-tables.ts';

type Deps = {
  sql: SqlStorage;
  workspace: string;
  workspaceState: WorkspaceState;
  journal: Journal;
  flusher: Flusher;
  parked: Parked;
  live: Live;
  tombstones: Tombstones;
  writer: () => RetentionRpc;
  /** Has all that is beside the fold forget what is deleted. */
  forget: (named: Named) => void;
  now: () => number;
  /** Changes storage and starts the object again from it. */
  restart: (change: () => void) => Promise<void>;
};

/** How a step ended: there is more to do at once, later (libSQL does not answer), or nothing. */
export type StepEnd = 'more' | 'later' | 'done';

export type NewDeletion =
  { kind: 'session'; keys: string[] } | { kind: 'user'; user: string } | { kind: 'workspace' };

/**
 * Deletion on request (rule STO10): first what was deleted is refused, then the hub takes it back and
 * lets it go, then libSQL. Each step is bounded and stored with where it stands, so that a hub that is
 * killed in between goes on; what says what was deleted goes with the last one.
 */
export class Deletions {
  readonly #deps: Deps;
  readonly #stored: StoredJobs;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#stored = readJobs(deps.sql);
  }

  get isIdle(): boolean {
    return this.#stored.jobs.length === 0;
  }

  get isUnderWay(): boolean {
    return !this.isIdle;
  }

  /** Rows that were flushed meanwhile would be deleted with the rest. */
  get holdsFlushes(): boolean {
    return this.#stored.jobs.some(({ kind }) => kind === 'workspace');
  }

  get isFull(): boolean {
    return this.#stored.jobs.length >= LIMITS.deletionsAtOnce;
  }

  /** Those under way, then finished ones, the newest first; never what was deleted. */
  get list(): (Omit<DoneJob, 'doneAt'> & { doneAt: number | null })[] {
    const { jobs, done } = this.#stored;
    const open = jobs.map(({ id, kind, at }) => ({ id, kind, at, doneAt: null }));
    return [...open, ...done].reverse();
  }

  /** Keys of a session as pages show it: with the run that is shown as it. Empty: not here. */
  keysOf(id: string): string[] {
    const { workspaceState } = this.#deps;
    const attempt = workspaceState.find(id) ?? id;
    const session = findAttempt(workspaceState.state, attempt)?.session;
    return session === undefined ? [] : this.#withHidden(session);
  }

  /** From here on it is refused; in the same turn the work is stored. */
  begin(id: string, what: NewDeletion): void {
    const { tombstones, now, workspaceState } = this.#deps;
    // What comes before it in the journal is not folded again, so it can't come back.
    workspaceState.checkpoint();
    const job: Job = {
      id,
      kind: what.kind,
      at: now(),
      stage: 'pick',
      user: null,
      cursor: null,
      walked: null,
      isLastRound: what.kind === 'session',
      round: noRound(),
      left: [],
      resume: null,
    };
    if (what.kind === 'user') {
      job.user = what.user;
      tombstones.add('user', what.user);
      this.#deps.forget(namedUser(what.user));
    } else if (what.kind === 'session') this.#fill(job, what.keys);
    else {
      tombstones.clearBefore(now());
      job.stage = 'wipe';
    }
    this.#stored.jobs.push(job);
    this.#save();
  }

  async step(): Promise<StepEnd> {
    const [job] = this.#stored.jobs;
    if (job === undefined) return 'done';
    switch (job.stage) {
      case 'pick':
        this.#pick(job);
        return 'more';
      case 'hub':
        this.#forgetNext(job);
        return 'more';
      case 'others':
        this.#forgetInOthers(job);
        return 'more';
      case 'journal':
        this.#forgetInJournal(job);
        return 'more';
      case 'arrivals':
        this.#forgetInArrivals(job);
        return 'more';
      case 'flush':
        return await this.#flush(job);
      case 'erase':
        return await this.#erase(job, {
          kind: 'sessions',
          sessions: job.round.sessions,
          runs: job.round.keys,
          tasks: job.round.tasks,
          names: job.round.names,
        });
      case 'erase user':
        return await this.#erase(job, { kind: 'user', user: job.user ?? '' });
      case 'wipe':
        await this.#wipe(job);
        return 'later';
      case 'erase workspace':
        return await this.#erase(job, { kind: 'workspace' });
    }
  }

  /** The next sessions of a user. */
  #pick(job: Job): void {
    const { workspaceState } = this.#deps;
    workspaceState.checkpoint();
    const keys = workspaceState.records.listed.session.after(job.cursor, LIMITS.deletionSessions);
    const meant = keys.flatMap((key) => {
      const session = workspaceState.state.sessions.get(key);
      const isTheirs =
        session !== undefined && userOf(workspaceState.state.sessions, session) === job.user;
      return isTheirs ? this.#withHidden(session) : [];
    });
    workspaceState.endRead();
    job.cursor = keys.at(-1) ?? job.cursor;
    job.isLastRound = keys.length < LIMITS.deletionSessions;
    if (meant.length > 0) this.#fill(job, meant);
    else if (job.isLastRound) job.stage = 'erase user';
    this.#save();
  }

  #fill(job: Job, keys: readonly string[]): void {
    const { workspaceState, tombstones } = this.#deps;
    const round = noRound();
    for (const key of new Set(keys)) {
      const session = workspaceState.state.sessions.get(key);
      if (session === undefined) continue;
      tombstones.add('session', key);
      round.keys.push(key);
      round.sessions.push(...session.attempts.map(({ id }) => id));
      round.sessionIds.push(session.sessionId);
    }
    const going = new Set(round.keys);
    for (const id of new Set(round.sessionIds)) {
      // One that another session has too may mean that one.
      if (workspaceState.newest.named(id).some((key) => !going.has(key))) continue;
      tombstones.add('name', id);
      round.names.push(id);
    }
    Object.assign(job, { round, left: [...round.keys], stage: 'hub', walked: null, resume: null });
  }

  #withHidden(session: SessionRecord): string[] {
    const { sessions } = this.#deps.workspaceState.state;
    const hidden = session.runs.filter(
      (run) => sessions.get(run)?.shownAs?.session === session.key,
    );
    return [...hidden, session.key];
  }

  #forgetNext(job: Job): void {
    const { workspaceState, live } = this.#deps;
    const [key] = job.left;
    if (key === undefined) {
      this.#deps.forget(namedOf(job.round));
      job.stage = 'others';
    } else {
      const { isDone, tasks } = deletionStep(workspaceState, key, LIMITS.retentionStep);
      job.round.tasks = [...new Set([...job.round.tasks, ...tasks])];
      if (isDone) job.left.shift();
      live.changed(0);
    }
    this.#save();
    workspaceState.checkpoint();
  }

  /** What other sessions passed on to it stays with them, and says that it went to a deleted one. */
  #forgetInOthers(job: Job): void {
    const { workspaceState, live } = this.#deps;
    const names = new Set(job.round.names);
    job.walked =
      names.size === 0 ? null : forgetNamesAfter(workspaceState, { after: job.walked, names });
    if (job.walked === null) {
      job.stage = 'journal';
      job.resume = workspaceState.progress.flushedSeq;
    }
    live.changed(0);
    this.#save();
    workspaceState.checkpoint();
  }

  #forgetInJournal(job: Job): void {
    const deleted = deletedOf(job);
    const next = this.#deps.journal.change(job.resume ?? 0, (event) => {
      const key = sessionKeyOf(event.sessionId, event.device ?? '');
      return deleted.isKey(key) ? null : withoutNames(event, deleted);
    });
    job.resume = next;
    if (next === null) job.stage = 'arrivals';
    this.#save();
  }

  #forgetInArrivals(job: Job): void {
    const keys = new Set(job.round.keys);
    job.resume = forgetInArrivals(this.#deps.sql, { after: job.resume ?? 0, keys });
    if (job.resume === null) job.stage = 'flush';
    this.#save();
  }

  /** What was cut before may hold rows of it: those land, or are parked, and then go. */
  async #flush(job: Job): Promise<StepEnd> {
    const { flusher, parked, workspaceState } = this.#deps;
    const wanted = workspaceState.progress.seq;
    while (!flusher.hasFlushed(wanted)) if (!(await flusher.flush())) return 'later';
    // Viewers from before it are sent everything anyway.
    const { goneSeq, flushedSeq } = workspaceState.progress;
    workspaceState.changeLog.forgetUpTo(Math.min(goneSeq, flushedSeq));
    for (const id of [...job.round.sessions, ...job.round.keys]) parked.removeOfSession(id);
    const sessions = new Set(job.round.sessions);
    forgetNamesInParked(parked, { ...deletedOf(job), isSession: (id) => sessions.has(id) });
    job.stage = 'erase';
    job.resume = null;
    this.#save();
    return 'more';
  }

  async #erase(job: Job, what: EraseWhat): Promise<StepEnd> {
    const { writer, workspace } = this.#deps;
    const erasure = { ...what, rowsAtMost: LIMITS.retentionRows, resume: job.resume };
    const result = await writer()
      .erase(workspace, erasure)
      .catch((error: unknown) => {
        report('erase', error);
        return null;
      });
    if (result?.ok !== true) return 'later';
    job.resume = result.resume;
    if (!result.more) this.#endRound(job);
    this.#save();
    return 'more';
  }

  #endRound(job: Job): void {
    Object.assign(job, { round: noRound(), left: [], resume: null });
    if (job.kind === 'user' && job.stage === 'erase') {
      job.stage = job.isLastRound ? 'erase user' : 'pick';
      return;
    }
    this.#stored.jobs = this.#stored.jobs.filter((other) => other !== job);
    const { id, kind, at } = job;
    this.#stored.done.push({ id, kind, at, doneAt: this.#deps.now() });
  }

  /** The hub starts over, with its keys, channels and rules; memory goes with the object. */
  async #wipe(job: Job): Promise<void> {
    const { sql, now, restart } = this.#deps;
    await restart(() => {
      job.stage = 'erase workspace';
      wipeTables(sql, now());
      this.#save();
    });
  }

  #save(): void {
    writeJobs(this.#deps.sql, this.#stored);
  }
}

type EraseWhat = Erasure extends infer What
  ? What extends Erasure
    ? Omit<What, 'rowsAtMost' | 'resume'>
    : never
  : never;

function deletedOf({ round }: Job): DeletedNames {
  const [keys, names] = [new Set(round.keys), new Set(round.names)];
  return { isKey: (key) => keys.has(key), isName: (id) => names.has(id) };
}

const namedOf = ({ sessions, keys, tasks, names }: Job['round']): Named => ({
  sessions: new Set(sessions),
  keys: new Set(keys),
  sessionIds: new Set(names),
  tasks: new Set(tasks),
  users: new Set(),
});
