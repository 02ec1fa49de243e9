import { noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';

/** Hours that have no facts any more, as ranges `[from, until)`, and what their facts added. */
export type Sealed = {
  ranges: [from: number, until: number][];
  /** By the internal id of the attempt that owns it: taken back when one of the two is deleted. */
  sums: Map<string, SealedSums>;
};

export type SealedSums = {
  /** Key of the owner's session. */
  session: string;
  usage: UsageFigures;
  clientCostMicros: number;
  errors: number;
  highErrors: number;
  toolCalls: number;
  tasksDone: number;
  tasksFailed: number;
};

export const noSealedSums = (session: string): SealedSums => ({
  session,
  usage: noFigures(),
  clientCostMicros: 0,
  errors: 0,
  highErrors: 0,
  toolCalls: 0,
  tasksDone: 0,
  tasksFailed: 0,
});

/** Whether the hour of this time takes no more facts. An old hour that never had any is not sealed. */
export const isSealed = ({ sealed }: { sealed: Sealed | null }, at: number): boolean =>
  sealed !== null && sealed.ranges.some(([from, until]) => from <= at && at < until);

/**
 * Adds an hour to the ranges. Of too many the two that are nearest to each other become one: a session
 * that is left with so many holes has none of them filled after so long.
 */
export function addRange({ ranges }: Sealed, hour: number): void {
  ranges.push([hour, hour + TIME.hourMs]);
  ranges.sort((a, b) => a[0] - b[0]);
  joinWhere(ranges, 0);
  if (ranges.length <= LIMITS.sealedRanges) return;
  const gaps = ranges.slice(1).map(([from], index) => from - (ranges[index]?.[1] ?? from));
  joinWhere(ranges, Math.min(...gaps));
}

function joinWhere(ranges: Sealed['ranges'], gap: number): void {
  for (let index = ranges.length - 1; index > 0; index--) {
    const [before, range] = [ranges[index - 1], ranges[index]];
    if (before === undefined || range === undefined || range[0] - before[1] > gap) continue;
    before[1] = Math.max(before[1], range[1]);
    ranges.splice(index, 1);
  }
}
