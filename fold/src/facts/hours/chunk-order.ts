import { chunksOf, type FactStore, type Wanted } from './fact-store.ts';
import type { Fact } from '../fact.ts';
import type { Hour } from './hour.ts';

/**
 * The wanted facts of an hour by time, reading no chunk before one of its facts may be next: whoever
 * looks for the nearest one reads one chunk or two.
 */
export function* chunkOrder(
  facts: FactStore,
  hour: Hour,
  wanted: Wanted & { order: 'latest first' | 'earliest first' },
): Generator<Fact> {
  const { from = 0, until = Number.MAX_SAFE_INTEGER, order } = wanted;
  const isLatestFirst = order === 'latest first';
  const chunks = chunksOf(hour, wanted);
  chunks.sort((a, b) => (isLatestFirst ? b.until - a.until : a.from - b.from));
  let pool: Fact[] = [];
  for (const [index, info] of chunks.entries()) {
    for (const fact of facts.factsOf(hour, info)) {
      if (fact.fields.at >= from && fact.fields.at < until) pool.push(fact);
    }
    pool.sort(isLatestFirst ? (a, b) => byTime(b, a) : byTime);
    const next = chunks[index + 1];
    const isBeforeNext = ({ fields: { at } }: Fact): boolean =>
      next === undefined || (isLatestFirst ? at > next.until : at < next.from);
    const first = pool.findIndex((fact) => !isBeforeNext(fact));
    const count = first === -1 ? pool.length : first;
    for (const fact of pool.slice(0, count)) yield fact;
    pool = pool.slice(count);
  }
}

const byTime = (a: Fact, b: Fact): number => a.fields.at - b.fields.at || (a.key < b.key ? -1 : 1);
