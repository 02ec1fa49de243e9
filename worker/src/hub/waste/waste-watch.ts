import { findAttempt, identityOf, shownSession, userOf, type PriceOf } from '@claude-monitor/fold';
import { sessionKeyOf, TIME, type StampedEvent } from '@claude-monitor/protocol';
import { findWaste } from '../../domain/waste/find-waste.ts';
import { newWasteState, type Found } from '../../domain/waste/waste-state.ts';
import { report } from '../report.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { BUCKETS, bucketOf, readBucket, writeBucket, type Watched } from './stored-state.ts';
import { WasteRows } from './waste-rows.ts';

/** Those that went on last are known; another one begins anew. */
const SESSIONS_KNOWN = 500;
/** A session that nothing came of for longer begins anew. */
const STATE_DAYS = 2;

type Deps = {
  sql: SqlStorage;
  workspaceState: WorkspaceState;
  priceOf: PriceOf;
  horizonDays: () => number;
};

/**
 * Sees what is paid for nothing, event by event, and keeps sums of it by hour, session and kind. What it knows of a
 * session and what it found are stored in the transaction of a checkpoint, so a hub that is killed counts nothing
 * twice: the events after the checkpoint are noted again.
 */
export class WasteWatch {
  readonly rows: WasteRows;
  readonly #deps: Deps;
  /** The one that went on last at the end. */
  readonly #watched = new Map<string, Watched>();
  readonly #loaded = new Set<number>();
  readonly #changed = new Set<number>();
  #found = new Map<string, Found & { hour: number; session: string }>();
  #tidiedOn = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.rows = new WasteRows(deps.sql);
  }

  /** Called for each event right after it was folded, also on waking. */
  observe(seq: number, event: StampedEvent): void {
    if (!LOOKED_AT.has(event.type) || event.mark === 'backfill') return;
    const { workspaceState, priceOf } = this.#deps;
    // Reported before, by another source.
    if (workspaceState.unchanged.has(seq) && event.type !== 'tool.call') return;
    const session = sessionKeyOf(event.sessionId, event.device ?? '');
    const watched = this.#watchedOf(session);
    this.#changed.add(bucketOf(session));
    watched.at = Math.max(watched.at, event.time);
    try {
      const hour = Math.floor(event.time / TIME.hourMs) * TIME.hourMs;
      for (const one of findWaste(watched.state, event, priceOf)) this.#add(hour, session, one);
    } catch (error) {
      report('waste', error, { type: event.type });
    }
  }

  /** In the transaction of a checkpoint. */
  save(now: number): void {
    for (const one of this.#found.values()) this.rows.add({ ...one, ...this.#whose(one.session) });
    this.#found = new Map();
    this.#tidy(now);
    for (const [session, { at }] of this.#watched) {
      const isOver = at < now - STATE_DAYS * TIME.dayMs;
      if (isOver || this.#watched.size > SESSIONS_KNOWN) this.#watched.delete(session);
    }
    this.#saveStates();
  }

  /** Nothing of these sessions is left. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#load(bucketOf(key));
      if (this.#watched.delete(key)) this.#changed.add(bucketOf(key));
      for (const [name, one] of this.#found) if (one.session === key) this.#found.delete(name);
      this.rows.forget(key);
    }
    this.#saveStates();
  }

  #saveStates(): void {
    if (this.#changed.size === 0) return;
    const buckets = Map.groupBy(this.#watched, ([session]) => bucketOf(session));
    for (const bucket of this.#changed) {
      writeBucket(this.#deps.sql, bucket, buckets.get(bucket) ?? []);
    }
    this.#changed.clear();
  }

  #watchedOf(session: string): Watched {
    this.#load(bucketOf(session));
    const watched = this.#watched.get(session) ?? { state: newWasteState(), at: 0 };
    this.#watched.delete(session);
    this.#watched.set(session, watched);
    return watched;
  }

  #load(bucket: number): void {
    if (this.#loaded.has(bucket)) return;
    this.#loaded.add(bucket);
    for (const [session, watched] of readBucket(this.#deps.sql, bucket)) {
      this.#watched.set(session, watched);
    }
  }

  #add(hour: number, session: string, one: Found): void {
    const name = `${String(hour)} ${session} ${one.kind}`;
    const known = this.#found.get(name);
    if (known === undefined) {
      this.#found.set(name, { ...one, hour, session });
      return;
    }
    known.count += one.count;
    known.tokens += one.tokens;
    known.measuredMicros += one.measuredMicros;
    known.estimatedMicros += one.estimatedMicros;
    known.unpriced += one.unpriced;
  }

  /** The session that pages show for it. */
  #whose(key: string) {
    const { state } = this.#deps.workspaceState;
    const shown = shownSession(state, key);
    const attempt = findAttempt(state, shown);
    const identity = attempt === null ? null : identityOf(attempt.session, attempt.attempt);
    return {
      shown,
      sessionId: attempt?.session.sessionId ?? '',
      agent: identity?.agentName ?? '',
      project: identity?.project ?? '',
      user: (attempt === null ? undefined : userOf(state.sessions, attempt.session)) ?? '',
    };
  }

  /** Once a day: what is too old to be known. */
  #tidy(now: number): void {
    const today = Math.floor(now / TIME.dayMs);
    if (today === this.#tidiedOn) return;
    this.#tidiedOn = today;
    this.rows.keep(now - this.#deps.horizonDays() * TIME.dayMs);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      this.#load(bucket);
      this.#changed.add(bucket);
    }
  }
}

const LOOKED_AT: ReadonlySet<StampedEvent['type']> = new Set([
  'usage',
  'tool.call',
  'compaction',
  'error',
] as const);
