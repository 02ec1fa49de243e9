import type { Fact } from '../facts/fact.ts';
import type { Hour } from '../facts/hours/hour.ts';
import type { ClockInfo } from '../observe/clock-info.ts';
import type { PriceOf } from '../price.ts';
import type { Attempt, SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';

/** What of a session can change, in the words of what changed, not of who depends on it. */
export type Touched =
  /** Its declarations, or the facts before them: it may have other attempts. */
  | 'declarations'
  /** Who it may be shown as: assignments, declarations or attempts, its own or those of the other. */
  | 'shown as'
  | 'identity'
  | 'runs'
  /** What its tasks rest on, or show of it. */
  | 'tasks'
  /** Whether, or by what, it is measured. */
  | 'measured'
  | 'labels'
  /** How much of its telemetry arrived. */
  | 'completeness'
  /** Its record: it may add something else to the workspace's counts. */
  | 'record'
  | 'open calls'
  /** What all of its sessions show. */
  | 'shown';

/**
 * What an event touched. Who depends on it is known in one place, `propagate`, which runs once when the
 * event has been applied. Most events touch little: a list is made when it is first written to.
 */
export class Effects {
  readonly #touched: Partial<Record<Touched, Set<string>>> = {};
  #bounds: Map<string, number> | null = null;
  #stretches: Map<string, number> | null = null;
  #facts: Map<Fact, Place> | null = null;
  #spawned: Map<string, Subagent> | null = null;
  #goneAttempts: Map<string, Attempt> | null = null;
  #lostErrors: Map<string, LostError> | null = null;
  #attempts: Set<string> | null = null;

  touch(what: Touched, { key }: SessionRecord): void {
    (this.#touched[what] ??= new Set()).add(key);
  }

  /** Assignments, declarations or attempts of the session changed: who stands for whom is decided again. */
  assignments({ key, runs }: SessionRecord): void {
    const shownAs = (this.#touched['shown as'] ??= new Set());
    shownAs.add(key);
    for (const run of runs) shownAs.add(run);
  }

  /** What another fact than the event's own adds may have changed. */
  fact(fact: Fact, place: Place): void {
    (this.#facts ??= new Map<Fact, Place>()).set(fact, place);
  }

  /** Who spawned a subagent, or what it is called, became known; `wasLed` as `isLed` said before. */
  spawned({ key }: SessionRecord, { agentId, wasLed }: { agentId: string; wasLed: boolean }): void {
    const spawned = (this.#spawned ??= new Map<string, Subagent>());
    const id = `${key} ${agentId}`;
    spawned.set(id, { run: key, agentId, wasLed: wasLed || spawned.get(id)?.wasLed === true });
  }

  /** What owns the facts of this session from `from` on may have changed: assignments, spawns, readings. */
  facts(session: string, from: number): void {
    keepEarliest((this.#stretches ??= new Map<string, number>()), session, from);
  }

  /** The session's own starts, ends or tasks changed from `from` on: its facts rest on them, and those of its runs. */
  boundaries({ key }: SessionRecord, from: number): void {
    keepEarliest((this.#bounds ??= new Map<string, number>()), key, from);
  }

  /** An attempt was joined with another: its facts still have to take back what they added to it. */
  gone(attempt: Attempt): void {
    (this.#goneAttempts ??= new Map()).set(attempt.id, attempt);
  }

  /** The newest error of an attempt moved away. */
  lostError(session: SessionRecord, attempt: Attempt): void {
    (this.#lostErrors ??= new Map()).set(attempt.id, { session: session.key, attempt });
  }

  /** The session is being deleted: nobody asks for its newest error any more. */
  forgetErrors({ key }: SessionRecord): void {
    for (const [id, { session }] of this.#lostErrors ?? []) {
      if (session === key) this.#lostErrors?.delete(id);
    }
  }

  attempt(id: string): void {
    (this.#attempts ??= new Set()).add(id);
  }

  touched(what: Touched): ReadonlySet<string> {
    return this.#touched[what] ?? NO_KEYS;
  }

  /** By session, from when on its facts, and those of its runs, may add something else. */
  get bounds(): ReadonlyMap<string, number> {
    return this.#bounds ?? NO_TIMES;
  }

  /** By session, from when on its own facts may add something else. */
  get stretches(): ReadonlyMap<string, number> {
    return this.#stretches ?? NO_TIMES;
  }

  get single(): ReadonlyMap<Fact, Place> {
    return this.#facts ?? NO_FACTS;
  }

  get newlySpawned(): Iterable<Subagent> {
    return this.#spawned?.values() ?? [];
  }

  goneAttempt(id: string): Attempt | undefined {
    return this.#goneAttempts?.get(id);
  }

  get lostErrors(): Iterable<LostError> {
    return this.#lostErrors?.values() ?? [];
  }

  get attempts(): ReadonlySet<string> {
    return this.#attempts ?? NO_KEYS;
  }
}

type Place = { run: SessionRecord; hour: Hour };

type Subagent = { run: string; agentId: string; wasLed: boolean };

type LostError = { session: string; attempt: Attempt };

const NO_KEYS: ReadonlySet<string> = new Set();
const NO_FACTS: ReadonlyMap<Fact, Place> = new Map();
const NO_TIMES: ReadonlyMap<string, number> = new Map();

function keepEarliest(times: Map<string, number>, key: string, from: number): void {
  const known = times.get(key);
  if (known === undefined || from < known) times.set(key, from);
}

/** What an event is folded with: the state that it changes, its seq, the prices, and what it touches. */
export type FoldContext = {
  state: FoldState;
  seq: number;
  priceOf: PriceOf;
  /** Kept with each hour that gets or changes a fact. */
  arrivedOn: number;
  clock: ClockInfo;
  effects: Effects;
};
