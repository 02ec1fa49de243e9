import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import {
  noStateTimes,
  STATE_TIME_FIELDS,
  type StateTimes,
} from '@claude-monitor/protocol/live/state-times';
import { rowAt } from '../derive/hour-rows.ts';
import { ownerOf } from '../derive/owner.ts';
import { firstTimeFrom } from '../facts/timeline.ts';
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
 * Computes how long sessions were in each state, for the hours that signs of life came for since it was done last, or
 * for so many of them. Each hour is computed from all the signs that it rests on, so the result knows no order. Called
 * between two events, and for all before records are stored.
 */
export function recomputeLife(state: FoldState, mostHours = Infinity): void {
  passOn(state);
  for (let left = mostHours; left > 0;) {
    const due = state.life.times.take(left);
    if (due === null) return;
    left -= due.hours.size;
    const session = state.sessions.get(due.session);
    if (session?.hasOwnEvents !== true) continue;
    const life = new Life(state, session);
    const reached = reach(life, due.hours);
    for (const [hour, seq] of reached) computeHour(state, { session, life, hour, seq });
  }
}

/** Signs of a run are of its own time, and of that of whom it works for, or worked for until now. */
function passOn(state: FoldState): void {
  const { signs, times } = state.life;
  for (let given = signs.take(Infinity); given !== null; given = signs.take(Infinity)) {
    const session = state.sessions.get(given.session);
    if (session === undefined) continue;
    for (const owner of new Set([given.session, ...session.assignedTo.keys()])) {
      for (const [hour, seq] of given.hours) times.add(owner, hour, seq);
    }
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
    this.hours = hoursOf(this.#sources);
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
    for (let index = firstTimeFrom(this.hours, hour) - 1; index >= 0; index--) {
      const at = this.hours[index];
      if (at === undefined) return;
      if (!isNearest && at < hour - REACH_MS) return;
      if (this.minutesOf(at).length === 0) continue;
      isNearest = false;
      yield at;
    }
  }

  *after(hour: number): Generator<number> {
    let isNearest = true;
    for (let index = firstTimeFrom(this.hours, hour + 1); index < this.hours.length; index++) {
      const at = this.hours[index];
      if (at === undefined) return;
      if (!isNearest && at > hour + REACH_MS) return;
      if (this.minutesOf(at).length === 0) continue;
      isNearest = false;
      yield at;
    }
  }

  /** The newest day on which something arrived for the hours with signs before and after this one. */
  arrivalAround(hour: number): number {
    const [before] = this.before(hour);
    const [after] = this.after(hour);
    const days = [before, after].flatMap((at) => (at === undefined ? [] : this.#arrivedOn(at)));
    return Math.max(0, ...days);
  }

  #arrivedOn(hour: number): number[] {
    return this.#sources.map(({ key }) => this.#state.facts.hour(key, hour)?.arrivedOn ?? 0);
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

/** In order, without doubles; a copy, for hours of silence are added to the session's while it is walked. */
function hoursOf(sources: readonly SessionRecord[]): number[] {
  const [first] = sources;
  if (sources.length === 1 && first !== undefined) return [...first.hours];
  return [...new Set(sources.flatMap(({ hours }) => hours))].sort((a, b) => a - b);
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

type Computing = { session: SessionRecord; life: Life; hour: number; seq: number };

function computeHour(state: FoldState, { session, life, hour: start, seq }: Computing): void {
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
    setTimes(state, { hour, session, life, owner, times, seq });
  }
}

type Setting = {
  hour: Hour;
  session: SessionRecord;
  life: Life;
  owner: string;
  times: StateTimes;
  seq: number;
};

function setTimes(state: FoldState, { hour, session, life, owner, times, seq }: Setting): void {
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
  if (hour.arrivedOn === 0) recordArrival(hour, life.arrivalAround(hour.hour));
  state.facts.touchHour(hour);
}
