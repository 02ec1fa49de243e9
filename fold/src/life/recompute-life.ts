import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import {
  noStateTimes,
  STATE_TIME_FIELDS,
  type StateTimes,
} from '@claude-monitor/protocol/live/state-times';
import { rowAt } from '../derive/hour-rows.ts';
import { ownerOf } from '../derive/owner.ts';
import { recordArrival, type Hour } from '../facts/hours/hour.ts';
import { newActivityRow, rowKeys } from '../facts/hours/hour-row.ts';
import { hourAt } from '../facts/put-fact.ts';
import { isSealed } from '../retention/sealed.ts';
import { attemptAt } from '../sessions/attempts.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { isTurn, mergeMinutes, unpackMinute, type LifeMinute } from './minute.ts';
import { addTimes, hasTimes, stretchesIn } from './times.ts';

/** A silence reaches into so many hours after the one in which it began. */
const REACH_MS = LIMITS.silenceCountedMs + TIME.hourMs;

/**
 * Computes how long sessions were in each state, for the hours that signs of life came for since it was done last. Each
 * hour is computed from all the signs that it rests on, so the result knows no order. Called before records are stored.
 */
export function recomputeLife(state: FoldState): void {
  const { unsettled } = state;
  if (unsettled.size === 0) return;
  state.unsettled = new Map();
  /** By session, which hours are to be computed, and the seq at which that was said. */
  const due = new Map<string, Map<number, number>>();
  for (const [key, hours] of unsettled) {
    const session = state.sessions.get(key);
    if (session === undefined) continue;
    // Its own time, and that of whom it works for, or worked for until now.
    for (const owner of new Set([key, ...session.assignedTo.keys()])) {
      const known = due.get(owner) ?? new Map<number, number>();
      due.set(owner, known);
      for (const [hour, seq] of hours) known.set(hour, Math.max(known.get(hour) ?? 0, seq));
    }
  }
  for (const [key, hours] of due) {
    const session = state.sessions.get(key);
    if (session?.hasOwnEvents !== true) continue;
    const life = new Life(state, session);
    for (const [hour, seq] of reach(life, hours)) settleHour(state, { session, life, hour, seq });
  }
}

/** The signs of life of a session: its own, and those of the runs that work for it, hour by hour. */
class Life {
  readonly #state: FoldState;
  readonly #session: SessionRecord;
  readonly #sources: SessionRecord[];
  readonly #minutes = new Map<number, LifeMinute[]>();
  /** In order of time. */
  readonly hours: readonly number[];

  constructor(state: FoldState, session: SessionRecord) {
    this.#state = state;
    this.#session = session;
    const runs = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
    // A run that is shown as another session has no time of its own.
    this.#sources = session.shownAs === null ? [session, ...runs] : [];
    this.hours = [...new Set(this.#sources.flatMap(({ hours }) => hours))].sort((a, b) => a - b);
  }

  minutesOf(hour: number): LifeMinute[] {
    const known = this.#minutes.get(hour) ?? this.#read(hour);
    this.#minutes.set(hour, known);
    return known;
  }

  #read(hour: number): LifeMinute[] {
    const merged = new Map<number, LifeMinute>();
    for (const source of this.#sources) {
      for (const packed of this.#state.facts.hour(source.key, hour)?.signs ?? []) {
        const minute = unpackMinute(packed, hour);
        if (!this.#isOfSession(source, minute)) continue;
        const start = minute.firstAt - (minute.firstAt % TIME.minuteMs);
        const known = merged.get(start);
        merged.set(start, known === undefined ? minute : mergeMinutes(known, minute));
      }
    }
    return [...merged.entries()].sort(([a], [b]) => a - b).map(([, minute]) => minute);
  }

  /** Of a run, what its main loop did for the session. */
  #isOfSession(source: SessionRecord, { kindAt }: LifeMinute): boolean {
    if (source.key === this.#session.key) return true;
    return ownerOf(this.#state, source, { at: kindAt }).session.key === this.#session.key;
  }

  /** The nearest hour with signs before this one, and others before it as far as a silence reaches. */
  *before(hour: number): Generator<number> {
    let isNearest = true;
    for (let index = this.hours.length - 1; index >= 0; index--) {
      const at = this.hours[index];
      if (at === undefined || at >= hour) continue;
      if (!isNearest && at < hour - REACH_MS) return;
      if (this.minutesOf(at).length === 0) continue;
      isNearest = false;
      yield at;
    }
  }

  *after(hour: number): Generator<number> {
    let isNearest = true;
    for (const at of this.hours) {
      if (at <= hour) continue;
      if (!isNearest && at > hour + REACH_MS) return;
      if (this.minutesOf(at).length === 0) continue;
      isNearest = false;
      yield at;
    }
  }

  hasTurn(hour: number): boolean {
    return this.minutesOf(hour).some(({ kind }) => isTurn(kind));
  }

  /** All that the times of an hour rest on: back to who had the turn, and on to what comes next. */
  *around(hour: number): Generator<LifeMinute> {
    const back: number[] = [];
    for (const at of this.before(hour)) {
      back.unshift(at);
      if (this.hasTurn(at)) break;
    }
    for (const at of back) yield* this.minutesOf(at);
    yield* this.minutesOf(hour);
    for (const at of this.after(hour)) {
      const [next] = this.minutesOf(at);
      if (next !== undefined) yield next;
      return;
    }
  }
}

/**
 * Signs of an hour change the times of that hour, those from the sign before it on, and those up to where
 * somebody says again who has the turn.
 */
function reach(life: Life, hours: ReadonlyMap<number, number>): Map<number, number> {
  const reached = new Map<number, number>();
  for (const [hour, seq] of hours) {
    const add = (at: number): void => void reached.set(at, Math.max(reached.get(at) ?? 0, seq));
    /** Both, and the hours of the silence between them. */
    const addBetween = (from: number, to: number): void => {
      for (let at = from; at < to && at <= from + REACH_MS; at += TIME.hourMs) add(at);
      add(to);
    };
    const [before = hour] = life.before(hour);
    addBetween(before, hour);
    let last = hour;
    for (const at of life.after(hour)) {
      addBetween(last, at);
      last = at;
      if (life.hasTurn(at)) break;
    }
  }
  return reached;
}

type Settling = { session: SessionRecord; life: Life; hour: number; seq: number };

function settleHour(state: FoldState, { session, life, hour: start, seq }: Settling): void {
  if (isSealed(session, start)) return;
  const window = { from: start, to: start + TIME.hourMs };
  const sums = new Map<string, StateTimes>();
  for (const { at, times } of stretchesIn(life.around(start), window)) {
    const { id } = attemptAt(session, at);
    const known = sums.get(id) ?? noStateTimes();
    addTimes(known, times);
    sums.set(id, known);
  }
  const known = state.facts.hour(session.key, start);
  for (const row of known?.rows.values() ?? []) {
    if (row.kind === 'activity' && hasTimes(row.times) && !sums.has(row.owner)) {
      sums.set(row.owner, noStateTimes());
    }
  }
  for (const [owner, times] of sums) {
    if (known === undefined && !hasTimes(times)) continue;
    const hour = known ?? hourAt(state, session, start);
    setTimes(state, { hour, session, owner, times, seq });
  }
}

type Setting = {
  hour: Hour;
  session: SessionRecord;
  owner: string;
  times: StateTimes;
  seq: number;
};

function setTimes(state: FoldState, { hour, session, owner, times, seq }: Setting): void {
  const key = rowKeys.activity(owner);
  if (!hasTimes(times) && !hour.rows.has(key)) return;
  const row = rowAt(hour, key, (page) =>
    newActivityRow({ owner, ownerSession: session.key, page }),
  );
  if (row.kind !== 'activity') return;
  if (STATE_TIME_FIELDS.every((field) => row.times[field] === times[field])) return;
  row.times = times;
  row.rev = seq;
  hour.rev = Math.max(hour.rev, seq);
  hour.dirtyRowPages.add(row.page);
  // An hour that holds nothing but a silence is let go with the one in which that ended.
  if (hour.arrivedOn === 0) recordArrival(hour, arrivalNear(state, session));
  state.facts.touchHour(hour);
}

const arrivalNear = (state: FoldState, { key, hours }: SessionRecord): number =>
  hours.reduce((day, start) => Math.max(day, state.facts.hour(key, start)?.arrivedOn ?? 0), 0);
