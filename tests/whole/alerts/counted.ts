import type { Received } from './platform.ts';

export type Tally = {
  /** Messages that are due and never came. */
  lost: number;
  /** The same message under two ids: nobody could tell that it came twice. */
  doubled: number;
  /** The same id again, which a receiver can tell: after a kill between sending and marking. */
  repeated: number;
};

/** Counts what receivers took: each thing that is due is one message, whose id is the same however often it is sent. */
export function tallyOf(taken: readonly Received[], due: readonly string[]): Tally {
  const idsOf = new Map<string, Set<string>>(due.map((what) => [what, new Set()]));
  let repeated = 0;
  for (const { body, headers } of taken) {
    const id = headers['webhook-id'] ?? headers['idempotency-key'] ?? '';
    for (const [what, ids] of idsOf) {
      if (!body.includes(what)) continue;
      if (ids.has(id)) repeated++;
      ids.add(id);
    }
  }
  const sizes = [...idsOf.values()].map(({ size }) => size);
  return {
    lost: sizes.filter((size) => size === 0).length,
    doubled: sizes.reduce((sum, size) => sum + Math.max(0, size - 1), 0),
    repeated,
  };
}
