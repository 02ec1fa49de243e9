import type { UsageAnswer } from '@claude-monitor/protocol/api/index';
import { noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import { valueOf, type Measure } from './measures.ts';

type Group = UsageAnswer['groups'][number];

/** A group now and before; what has no name is what nothing is attributed to. */
export type Pair = { id: string; name: string | null; now: UsageFigures; before: UsageFigures };

type Mover = { pair: Pair; change: number };

export type Movers = {
  /** The largest changes first. */
  shown: readonly Mover[];
  /** What all others changed by together. */
  others: { count: number; change: number };
  net: number;
};

export const idOf = (group: Group): string => JSON.stringify(group.id ?? group.key);

/** Every group of either period. */
export function pairsOf(now: readonly Group[], before: readonly Group[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const group of now) {
    pairs.set(idOf(group), { id: idOf(group), name: group.key, now: group, before: noFigures() });
  }
  for (const group of before) {
    const id = idOf(group);
    const known = pairs.get(id);
    pairs.set(id, {
      id,
      name: group.key,
      now: known?.now ?? noFigures(),
      before: group,
    });
  }
  return [...pairs.values()];
}

/** Who moved the whole, so that the changes add up to its own. */
export function moversOf(
  pairs: readonly Pair[],
  {
    measure,
    totals,
    most,
  }: {
    measure: 'cost' | 'tokens';
    totals: { now: UsageFigures; before: UsageFigures };
    most: number;
  },
): Movers {
  const value = (usage: UsageFigures): number => amount(measure, usage);
  const all = pairs
    .map((pair) => ({ pair, change: value(pair.now) - value(pair.before) }))
    .filter(({ change }) => change !== 0)
    .sort(
      (one, other) =>
        Math.abs(other.change) - Math.abs(one.change) || compare(one.pair.id, other.pair.id),
    );
  const shown = all.slice(0, most);
  const net = value(totals.now) - value(totals.before);
  const ofShown = shown.reduce((sum, { change }) => sum + change, 0);
  return { shown, others: { count: all.length - shown.length, change: net - ofShown }, net };
}

const amount = (measure: Measure, usage: UsageFigures): number =>
  valueOf(measure, { usage, activity: null }) ?? 0;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
