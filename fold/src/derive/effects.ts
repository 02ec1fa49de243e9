import type { PriceOf } from '../price.ts';
import type { Attempt, Session } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';

/**
 * What an event touched, in the words of what changed. Who depends on it is known in one place,
 * `propagate`, which runs once when the event has been applied.
 */
export class Effects {
  /** From when on facts of a session may add something else, by its key. */
  readonly stretches = new Map<string, number>();
  /** From when on what a session is, or does, changed: its own facts rest on it, and those of its runs. */
  readonly bounds = new Map<string, number>();
  /** Sessions whose declarations, or the facts before them, changed: they may have other attempts. */
  readonly attempts = new Set<string>();
  /** Runs that may be shown as another session's, or no longer. */
  readonly standIns = new Set<string>();
  /** Sessions for which another run works now. */
  readonly newRuns = new Set<string>();
  /** Sessions that may be grouped under another agent, project or user. */
  readonly identities = new Set<string>();
  /** Attempts that were joined with others: their facts still have to take back what they added. */
  readonly goneAttempts = new Map<string, Attempt>();
  /** Attempts whose newest error moved away. */
  readonly lastErrors = new Map<string, { session: string; attempt: Attempt }>();
  /** Sessions whose record changed. */
  readonly sessions = new Set<string>();

  /** What owns the facts of this session from `from` on may have changed: links, spawns, readings. */
  facts(session: string, from: number): void {
    const known = this.stretches.get(session);
    if (known === undefined || from < known) this.stretches.set(session, from);
  }

  /** The session's own starts, ends or tasks changed from `from` on: its facts rest on them, and those of its runs. */
  boundaries(session: Session, from: number): void {
    const known = this.bounds.get(session.key);
    if (known === undefined || from < known) this.bounds.set(session.key, from);
  }

  /** Links, declarations or attempts of the session changed: who stands for whom is decided again. */
  links(session: Session): void {
    this.standIns.add(session.key);
    for (const run of session.runs) this.standIns.add(run);
  }

  /** Another run works for the session: plans and users that rest on its runs are looked at again. */
  runs(session: Session): void {
    this.newRuns.add(session.key);
  }
}

/** What an event is folded with: the state that it changes, its seq, the prices, and what it touches. */
export type FoldContext = {
  state: FoldState;
  seq: number;
  priceOf: PriceOf;
  /** Kept with each hour that gets or changes a fact. */
  arrivedOn: number;
  effects: Effects;
};
