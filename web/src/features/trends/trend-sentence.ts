import { allTokens, type UsageFigures } from '@claude-monitor/protocol/figures';
import { dollars, fullCount, shortCount } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import type { Movers } from './movers.ts';

/** What the page shows of cost, from which its sentence is made. */
export type Shown = {
  now: UsageFigures;
  before: UsageFigures;
  /** By cost. */
  movers: Movers;
  /** `in the last 7 days`. */
  when: string;
  /** Filters leave out a part. */
  isFiltered: boolean;
};

/** Below as many requests in either period a change says more about chance than about cost. */
const ENOUGH_REQUESTS = 20;
/** A period before with a smaller part of the requests than this is no measure: most often its data begin late in it. */
const COMPARABLE_SHARE = 0.1;
/** Whether the period before says anything of this one: only then it is shown anywhere on the page. */
export const isComparable = (now: UsageFigures, before: UsageFigures): boolean =>
  before.requests > 0 && before.requests >= COMPARABLE_SHARE * now.requests;

/** A change of less is none. */
const SAME_SHARE = 0.01;
/** Who made less of a change did not make it. */
const CAUSE_SHARE = 0.5;

/**
 * Whether it gets dearer, and who makes it so. A change is claimed where both periods have requests enough and all
 * of them a price; a cause where one group made half of the change or more, and no more than all of it.
 */
export function trendSentence(shown: Shown): Part[] {
  const { now, before, when } = shown;
  const matching = shown.isFiltered ? ' by what matches' : '';
  if (now.requests === 0 && allTokens(now) === 0) {
    return [strong('Nothing was used'), plain(`${matching} ${when}.`)];
  }
  if (now.costMicros === 0) {
    const why = now.unpricedRequests > 0 ? ' None of it has a list price.' : '';
    return [strong(`${shortCount(allTokens(now))} tokens`), plain(`${matching} ${when}.${why}`)];
  }
  const parts = [strong(`${dollars(now.costMicros)} ${when}`)];
  if (now.unpricedRequests > 0) {
    const left = fullCount(now.unpricedRequests);
    const are = now.unpricedRequests === 1 ? 'request that has' : 'requests that have';
    return [...parts, plain(`, without ${left} ${are} no price.`)];
  }
  return [...parts, ...changeOf(shown, before)];
}

function changeOf({ now, movers }: Shown, before: UsageFigures): Part[] {
  if (before.requests === 0)
    return [plain('. There is nothing in the previous period to compare.')];
  if (!isComparable(now, before)) {
    return [plain('. There is too little in the previous period to compare.')];
  }
  const isEnough = now.requests >= ENOUGH_REQUESTS && before.requests >= ENOUGH_REQUESTS;
  if (!isEnough || before.unpricedRequests > 0 || before.costMicros === 0) return [plain('.')];
  const { net } = movers;
  if (Math.abs(net) < SAME_SHARE * before.costMicros) {
    return [plain(', about as much as in the previous period.')];
  }
  const way = net > 0 ? 'up' : 'down';
  const parts = [plain(`, ${way} ${dollars(Math.abs(net))} from the previous period.`)];
  const [first] = movers.shown;
  if (first === undefined || first.pair.name === null) return parts;
  const part = first.change / net;
  const ofGroup = first.pair.now.requests + first.pair.before.requests;
  if (part < CAUSE_SHARE || part > 1 || ofGroup < ENOUGH_REQUESTS) return parts;
  return [
    ...parts,
    plain(' '),
    strong(first.pair.name),
    plain(` accounts for ${dollars(Math.abs(first.change))} of the ${net > 0 ? 'rise' : 'fall'}.`),
  ];
}
