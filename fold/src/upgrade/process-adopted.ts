import { Effects } from '../derive/effects.ts';
import type { PriceOf } from '../price.ts';
import { noChanges, type FoldState } from '../state.ts';
import { processBacklog } from '../tasks/tasks.ts';

/**
 * Does some of what tracks and prompts left to derive; false when nothing is left. Whom it touches is not
 * looked at: no fact has been computed yet.
 */
export function processAdopted(
  state: FoldState,
  { seq, priceOf }: { seq: number; priceOf: PriceOf },
): boolean {
  const hasWorked = processBacklog({
    state,
    seq,
    priceOf,
    arrivedOn: 0,
    clock: {},
    effects: new Effects(),
  });
  state.changes = noChanges();
  return hasWorked;
}
