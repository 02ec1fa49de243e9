import { findAttempt, shownSession } from '@claude-monitor/fold';
import {
  incidentStateOf,
  LIMITS,
  sessionKeyOf,
  type IncidentAction,
  type IncidentAnswer,
  type IncidentsPart,
  type StampedEvent,
} from '@claude-monitor/protocol';
import {
  conditionsOf,
  isNews,
  keyOf,
  nextLookAt,
  stalledAt,
  type Condition,
} from '../../domain/incidents/conditions.ts';
import {
  acted,
  opened,
  resolved,
  updated,
  type IncidentChange,
  type IncidentEnd,
} from '../../domain/incidents/incident-record.ts';
import {
  addSignal,
  noSignals,
  resumedSignals,
  type Signals,
} from '../../domain/incidents/signals.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { forOpenSessions } from '../state/open-sessions.ts';
import { IncidentStore } from './incident-store.ts';
import { LookTimes } from './look-times.ts';
import { TaskIncidents } from './task-incidents.ts';
import { WatchedSignals } from './watched-signals.ts';

export type IncidentDeskDeps = {
  sql: SqlStorage;
  workspaceState: WorkspaceState;
  /** Incidents that are over: so many are kept. */
  resolvedKept?: (() => number) | undefined;
};

/** Context is looked at from here on; whether it counts as full, the view says. */
const NEARLY = 0.75;

/**
 * Holds what changed against what needs somebody. Only sessions and tasks that an event, or the clock, may
 * have changed something of are looked at: an event of a session at work costs a few comparisons.
 */
export class IncidentDesk {
  readonly store: IncidentStore;
  /** Gives changes that no event stands for a seq of their own, and shows them to viewers. */
  publish: () => void = () => {};
  readonly #state: WorkspaceState;
  readonly #tasks: TaskIncidents;
  readonly #signals = new WatchedSignals();
  readonly #lookTimes = new LookTimes();
  /** Sessions to look at, each with the event that says so. */
  #dirty = new Map<string, string | null>();
  #hasNews = false;

  constructor({ sql, workspaceState, resolvedKept }: IncidentDeskDeps) {
    this.store = new IncidentStore(sql, resolvedKept);
    this.#state = workspaceState;
    this.#tasks = new TaskIncidents(workspaceState, this.store);
  }

  get dueAt(): number | null {
    return this.#lookTimes.dueAt;
  }

  /** Called for each event right after it was folded. */
  observe(seq: number, event: StampedEvent): void {
    // What is late or imported is history, but for how a task ended (rule FLD3).
    if (event.mark === 'backfill') return;
    this.#hasNews = true;
    if (event.type === 'task.complete') this.#tasks.observe(event);
    if (event.mark === 'late' || this.#state.unchanged.has(seq)) return;
    const { state } = this.#state;
    const key = sessionKeyOf(event.sessionId, event.device ?? '');
    const id = shownSession(state, key);
    if (this.#hasNewSignal(id, event) || this.#mayMatter(id, key, event)) {
      this.#dirty.set(id, event.id);
    }
  }

  /** Called once a group of events was folded; those up to `seq` were looked at before. */
  evaluate(seq: number, now: number): IncidentChange[] {
    if (!this.#hasNews) return [];
    this.#hasNews = false;
    const { state } = this.#state;
    for (const id of state.changes.sessions) {
      if (this.#dirty.has(id)) continue;
      const isWatched = this.#lookTimes.has(id) && this.store.ofSession(id).size === 0;
      if (isWatched) continue;
      if ((findAttempt(state, id)?.attempt.figures.changedSeq ?? 0) > seq)
        this.#dirty.set(id, null);
    }
    const changes = this.#tasks.evaluate(seq, now);
    for (const id of state.changes.goneSessions) this.#look(id, { event: null, now, changes });
    for (const [id, event] of this.#dirty) this.#look(id, { event, now, changes });
    this.#dirty = new Map();
    return changes;
  }

  /** What the clock alone makes of them. */
  ring(now: number): IncidentChange[] {
    const changes: IncidentChange[] = [];
    for (const id of this.#lookTimes.take(now)) this.#look(id, { event: null, now, changes });
    this.#state.endRead();
    return changes;
  }

  /** Sessions and tasks left the hub for their age, by no event: what stands of them is over. */
  endGone(now: number): void {
    const changes: IncidentChange[] = [];
    this.#tasks.endGone(now, changes);
    for (const id of this.#state.state.changes.goneSessions)
      this.#look(id, { event: null, now, changes });
  }

  /** On waking: all that is open is looked at once, by the first alarm. */
  woke(now: number): void {
    forOpenSessions(this.#state, { since: now - LIMITS.backfillMs }, ({ attempts, lastAt }) => {
      for (const { id } of attempts.slice(-1)) {
        this.#lookTimes.by(id, Math.max(now + 1, stalledAt(lastAt)));
      }
    });
  }

  /** Trouble of the service as it is now: what is not among it is over. */
  service(troubles: readonly Condition[], now: number): IncidentChange[] {
    const changes: IncidentChange[] = [];
    const still = new Set(troubles.map(({ key }) => key));
    for (const key of [...this.store.ofService]) {
      if (!still.has(key)) this.#end(key, { how: 'recovered', now, changes });
    }
    for (const trouble of troubles) this.#hold(trouble, now, changes);
    return changes;
  }

  act(id: string, action: IncidentAction, { by, now }: { by: string; now: number }): ActResult {
    const record = this.store.find(id);
    if (record === null) return 'not found';
    if (record.incident.resolvedAt !== null) return 'resolved';
    this.store.save(acted(record, action, { by, now }));
    this.publish();
    return 'done';
  }

  get(id: string, now: number): IncidentAnswer | null {
    const record = this.store.find(id);
    if (record === null) return null;
    const { incident, history } = record;
    return { ...incident, state: incidentStateOf(incident, now), history };
  }

  newest(): IncidentsPart {
    return this.store.newest(LIMITS.incidentsPerFrame);
  }

  #hasNewSignal(id: string, event: StampedEvent): boolean {
    let signals = this.#signalsOf(id);
    if (signals === null) {
      signals = noSignals();
      this.#signals.add(id, signals);
    }
    const before = weightOf(signals);
    const isChanged = addSignal(signals, event);
    this.#signals.weigh(id);
    // What may open one, or end one.
    return isChanged && (weightOf(signals) > before || this.store.isOpen(keyOf('stuck', id)));
  }

  /** Memory forgets them; those of an incident that stands go on from what it says. */
  #signalsOf(id: string): Signals | null {
    const known = this.#signals.get(id);
    if (known !== undefined) return known;
    const stuck = this.store.standing(keyOf('stuck', id));
    if (stuck === null) return null;
    const signals = resumedSignals(stuck.incident);
    this.#signals.add(id, signals);
    return signals;
  }

  /** Cheap: what can't open anything and holds nothing open is not looked at. */
  #mayMatter(id: string, key: string, event: StampedEvent): boolean {
    if (event.type === 'session.state') return event.state === 'waiting';
    if (event.type === 'tool.call' && event.state === 'started') {
      this.#lookTimes.by(id, stalledAt(event.time));
      return false;
    }
    if (event.type === 'usage' || event.type === 'session.context') return this.#isNearlyFull(key);
    if (event.type === 'sequence') {
      const records = this.#state.state.sessions.get(key)?.records ?? null;
      return records !== null && records.received < records.expected;
    }
    return false;
  }

  #isNearlyFull(key: string): boolean {
    const session = this.#state.state.sessions.get(key);
    const window = session?.contextWindow?.value ?? null;
    const tokens = Math.max(
      session?.contextReading?.value ?? 0,
      session?.lastRequest?.value.tokens ?? 0,
    );
    return window !== null && tokens >= window * NEARLY;
  }

  #look(
    id: string,
    { event, now, changes }: { event: string | null; now: number; changes: IncidentChange[] },
  ): void {
    const session = this.#state.session(id);
    const known = this.store.ofSession(id);
    if (session === null) {
      this.#lookTimes.delete(id);
      for (const key of [...known]) this.#end(key, { how: 'gone', now, changes });
      return;
    }
    const isOpen = (key: string): boolean => known.has(key);
    const signals = this.#signalsOf(id);
    const conditions = conditionsOf(session, { event, signals, now, isOpen });
    const holds = new Set(conditions.map(({ key }) => key));
    const how = session.endedAt === null ? 'recovered' : 'session_ended';
    for (const key of [...known]) {
      // Those of tasks end with the task.
      if (!holds.has(key) && !this.#tasks.isOfTask(key)) this.#end(key, { how, now, changes });
    }
    for (const condition of conditions) this.#hold(condition, now, changes);
    this.#lookTimes.set(id, nextLookAt(session, now));
  }

  #hold(condition: Condition, now: number, changes: IncidentChange[]): void {
    const known = this.store.standing(condition.key);
    if (known !== null) {
      const record = updated(known, condition, now);
      if (record === null) return;
      this.store.save(record);
      changes.push({ kind: 'updated', incident: record.incident });
      return;
    }
    if (!isNews(condition, now)) return;
    const record = opened(this.store.nextId, condition, now);
    this.store.add(record, now);
    changes.push({ kind: 'opened', incident: record.incident });
  }

  #end(
    key: string,
    { how, now, changes }: { how: IncidentEnd; now: number; changes: IncidentChange[] },
  ): void {
    const known = this.store.standing(key);
    if (known === null) return;
    const record = resolved(known, how, now);
    this.store.save(record);
    changes.push({ kind: 'resolved', incident: record.incident });
  }
}

export type ActResult = 'done' | 'not found' | 'resolved';

/** Grows with what may make a session stuck. */
const weightOf = ({ calls, errorCount, tokens }: Signals): number =>
  calls.length >= STUCK_CALLS || errorCount >= STUCK_ERRORS || tokens >= STUCK_TOKENS
    ? calls.length + errorCount + tokens
    : 0;

const STUCK_CALLS = 5;
const STUCK_ERRORS = 3;
const STUCK_TOKENS = 200_000;
