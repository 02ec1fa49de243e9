import type { Fact } from '../fact.ts';
import { spanOf, type ChunkSpan, type Wanted } from './chunk-infos.ts';
import type { FactStore } from './fact-store.ts';
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
  const nearest = isLatestFirst
    ? (a: ChunkSpan, b: ChunkSpan) => a.until - b.until
    : (a: ChunkSpan, b: ChunkSpan) => b.from - a.from;
  // The next at the end.
  const spans = facts.spans(hour, wanted).sort(nearest);
  let pool: Fact[] = [];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [info, ...others] = span.infos();
    if (info === undefined || (others.length === 0 && info.count === 0)) continue;
    if (others.length > 0) {
      spans.push(...[info, ...others].map(spanOf));
      spans.sort(nearest);
      continue;
    }
    for (const fact of facts.factsOf(hour, info)) {
      if (fact.fields.at >= from && fact.fields.at < until) pool.push(fact);
    }
    pool.sort(isLatestFirst ? (a, b) => byTime(b, a) : byTime);
    const next = spans.at(-1);
    const isBeforeNext = ({ fields: { at } }: Fact): boolean =>
      next === undefined || (isLatestFirst ? at > next.until : at < next.from);
    const first = pool.findIndex((fact) => !isBeforeNext(fact));
    const count = first === -1 ? pool.length : first;
    for (const fact of pool.slice(0, count)) yield fact;
    pool = pool.slice(count);
  }
  yield* pool;
}

const byTime = (a: Fact, b: Fact): number => a.fields.at - b.fields.at || (a.key < b.key ? -1 : 1);
