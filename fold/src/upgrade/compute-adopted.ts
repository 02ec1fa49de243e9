import { TIME } from '@claude-monitor/protocol/limits';
import { Effects } from '../derive/effects.ts';
import { recomputeFact } from '../derive/recompute.ts';
import { updateShare } from '../derive/share.ts';
import { recordArrival } from '../facts/hours/hour.ts';
import type { PriceOf } from '../price.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { boundLists } from './bound-lists.ts';

/** Where it goes on: places of an hour among a session's, and of a chunk in that hour. */
export type ComputePlace = { hour: number; chunk: number };

/**
 * Computes what the facts of a session add that were entered, from a place on, of about `budget` facts.
 * When none is left, what the workspace counts of the session, and its lists are cut to their bounds.
 */
export function computeAdopted(
  state: FoldState,
  run: SessionRecord,
  {
    place,
    budget,
    seq,
    priceOf,
  }: { place: ComputePlace; budget: number; seq: number; priceOf: PriceOf },
): { next: ComputePlace | null; facts: number } {
  const context = { state, seq, priceOf, arrivedOn: 0, clock: {}, effects: new Effects() };
  let facts = 0;
  let { chunk } = place;
  for (let index = place.hour; index < run.hours.length; index++) {
    const hour = state.facts.hour(run.key, run.hours[index] ?? 0);
    if (hour !== undefined) {
      // When its events arrived is not known; they did not before they happened.
      recordArrival(hour, Math.floor(hour.hour / TIME.dayMs));
      state.facts.touchHour(hour);
    }
    for (const info of hour === undefined ? [] : state.facts.chunks(hour)) {
      if (hour === undefined || info.number < chunk) continue;
      if (facts >= budget) return { next: { hour: index, chunk: info.number }, facts };
      for (const fact of [...state.facts.factsOf(hour, info)]) {
        recomputeFact({ run, hour, fact }, context);
      }
      facts += info.count;
    }
    chunk = 0;
  }
  updateShare(run, context);
  boundLists(run);
  state.sessions.touch(run.key);
  return { next: null, facts };
}
