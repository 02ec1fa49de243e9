import type { TaskFacets } from '@claude-monitor/protocol/api/index';
import { dollars, fullCount, percent } from '../../../lib/format/numbers.ts';
import { workDuration } from '../../../lib/format/time.ts';
import { plain, strong, type Part } from '../../../lib/frame/sentence.ts';
import * as texts from './texts.ts';

/** Below this many, no share and no half is said. */
const FEWEST = 10;

/** What was finished, in words. Of few tasks less is said, and no price where a part has none. */
export function sentenceOf(
  facets: TaskFacets,
  { when, isFiltered }: { when: string; isFiltered: boolean },
): Part[] {
  if (facets.tasks === 0) return [strong(texts.none(when, isFiltered))];
  const of = (status: string): number =>
    facets.status.items.find(({ key }) => key === status)?.count ?? 0;
  const [done, failed, cancelled] = [of('success'), of('failed'), of('cancelled')];
  const others = [
    failed > 0 ? texts.failedCount(fullCount(failed)) : '',
    cancelled > 0 ? texts.cancelledCount(fullCount(cancelled)) : '',
  ].filter((words) => words !== '');
  const parts = [
    strong(texts.doneCount(fullCount(done), done === 1, isFiltered)),
    plain(` ${when}${others.length > 0 ? `, ${others.join(', ')}` : ''}.`),
  ];
  if (done < FEWEST) return parts;
  const { medianDurationMs, medianCostMicros, firstTry, retried } = facets;
  const isPriced = facets.unpricedRequests === 0 && (medianCostMicros ?? 0) > 0;
  const half = texts.half(
    medianDurationMs === null ? null : workDuration(medianDurationMs),
    isPriced && medianCostMicros !== null ? dollars(medianCostMicros) : null,
  );
  if (half !== '') parts.push(plain(half));
  if (firstTry.of >= FEWEST) {
    parts.push(plain(texts.firstTry(percent(firstTry.done / firstTry.of), fullCount(firstTry.of))));
    if (retried.tasks > 0) {
      const cost = dollars(retried.costMicros);
      parts.push(
        plain('; '),
        strong(texts.manyTries(fullCount(retried.tasks), retried.tasks === 1, cost)),
      );
    }
    parts.push(plain('.'));
  }
  return parts;
}
