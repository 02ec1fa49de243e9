import { findAttempt, identityOf, shownSession, userOf, type PriceOf } from '@claude-monitor/fold';
import { sessionKeyOf, TIME, type StampedEvent } from '@claude-monitor/protocol';
import { findWaste } from '../../domain/waste/find-waste.ts';
import { newWasteState, type Found, type WasteState } from '../../domain/waste/waste-state.ts';
import { report } from '../report.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { textOf } from '../storage/storage.ts';
import { wasteStateSchema } from './stored-state.ts';
import { WasteRows } from './waste-rows.ts';

/** The others are read when they go on. */
const SESSIONS_IN_MEMORY = 500;
/** A session that nothing came of for longer begins anew. */
const STATE_DAYS = 2;

type Deps = {
  sql: SqlStorage;
  workspaceState: WorkspaceState;
  priceOf: PriceOf;
  horizonDays: () => number;
};

type Watched = { state: WasteState; at: number; isChanged: boolean };

/**
 * Sees what is paid for nothing, event by event, and keeps sums of it by hour, session and kind. What it knows of a
 * session and what it found are stored in the transaction of a checkpoint, so a hub that is killed counts nothing
 * twice: the events after the checkpoint are noted again.
 */
export class WasteWatch {
  readonly rows: WasteRows;
  readonly #deps: Deps;
  readonly #watched = new Map<string, Watched>();
  #found = new Map<string, Found & { hour: number; session: string }>();
  #tidiedOn = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.rows = new WasteRows(deps.sql);
  }

  /** Called for each event right after it was folded, also on waking. */
  note(seq: number, event: StampedEvent): void {
    if (!LOOKED_AT.has(event.type) || event.mark === 'backfill') return;
    const { workspaceState, priceOf } = this.#deps;
    // Reported before, by another source.
    if (workspaceState.unchanged.has(seq) && event.type !== 'tool.call') return;
    const session = sessionKeyOf(event.sessionId, event.device ?? '');
    const watched = this.#watchedOf(session);
    watched.isChanged = true;
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
    const { sql } = this.#deps;
    for (const [session, watched] of this.#watched) {
      if (!watched.isChanged) continue;
      watched.isChanged = false;
      sql.exec(
        'insert or replace into waste_session (session, at, body) values (?, ?, ?)',
        session,
        watched.at,
        JSON.stringify(watched.state),
      );
    }
    for (const one of this.#found.values()) this.rows.add({ ...one, ...this.#whose(one.session) });
    this.#found = new Map();
    for (const session of this.#watched.keys()) {
      if (this.#watched.size <= SESSIONS_IN_MEMORY) break;
      this.#watched.delete(session);
    }
    this.#tidy(now);
  }

  /** Nothing of these sessions is left. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#watched.delete(key);
      for (const [name, one] of this.#found) if (one.session === key) this.#found.delete(name);
      this.#deps.sql.exec('delete from waste_session where session = ?', key);
      this.rows.forget(key);
    }
  }

  #watchedOf(session: string): Watched {
    const known = this.#watched.get(session);
    // The one that was used last stays longest.
    this.#watched.delete(session);
    const watched = known ?? this.#stored(session);
    this.#watched.set(session, watched);
    return watched;
  }

  #stored(session: string): Watched {
    const [row] = this.#deps.sql.exec(
      'select at, body from waste_session where session = ?',
      session,
    );
    const body: unknown = row === undefined ? undefined : JSON.parse(textOf(row['body']));
    const state = wasteStateSchema.safeParse(body);
    return state.success
      ? { state: state.data, at: Number(row?.['at'] ?? 0), isChanged: false }
      : { state: newWasteState(), at: 0, isChanged: false };
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

  #tidy(now: number): void {
    const today = Math.floor(now / TIME.dayMs);
    if (today === this.#tidiedOn) return;
    this.#tidiedOn = today;
    const { sql, horizonDays } = this.#deps;
    sql.exec('delete from waste_session where at < ?', now - STATE_DAYS * TIME.dayMs);
    this.rows.keep(now - horizonDays() * TIME.dayMs);
  }
}

const LOOKED_AT: ReadonlySet<StampedEvent['type']> = new Set([
  'usage',
  'tool.call',
  'compaction',
  'error',
] as const);
