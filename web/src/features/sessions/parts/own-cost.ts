import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { allTokens, type UsageSums } from '@claude-monitor/protocol/figures';
import { fineDollars, fullCount, shortCount } from '../../../lib/format/numbers.ts';
import { fineDuration } from '../../../lib/format/time.ts';
import type { Said } from './fact.ts';

type Monitoring = SessionDetail['monitoring'];

/** What the monitor's own tools cost a session; empty where none was called. */
export function ownCost(monitoring: Monitoring, all: UsageSums): Said[] {
  const { calls, totalMs, own, shared } = monitoring;
  if (calls + own.requests + shared.requests === 0) return [];
  return [
    {
      name: 'Calls of its tools',
      value:
        totalMs === null ? fullCount(calls) : `${fullCount(calls)} in ${fineDuration(totalMs)}`,
    },
    { name: 'Requests only for it', value: fullCount(own.requests) },
    { name: 'Their tokens', value: shareOf(own, all), title: fullTokens(own) },
    { name: 'Their list price', value: price(own) },
    ...(shared.requests === 0
      ? []
      : [
          { name: 'Requests for it and others', value: fullCount(shared.requests) },
          {
            name: 'Their tokens, all told',
            value: shareOf(shared, all),
            title: fullTokens(shared),
          },
        ]),
  ];
}

/** What these figures leave out; null where they leave out nothing. */
export function ownCostGap({ calls, unjoinedCalls }: Monitoring): string | null {
  if (unjoinedCalls === 0) return null;
  const which =
    unjoinedCalls === calls ? 'these calls' : `${fullCount(unjoinedCalls)} of the calls`;
  return `The requests that made ${which} were not received, so their usage is not included.`;
}

function shareOf(part: UsageSums, all: UsageSums): string {
  const tokens = allTokens(part);
  const total = allTokens(all);
  if (tokens === 0 || total === 0) return shortCount(tokens);
  const percent = (100 * tokens) / total;
  const share = percent < 0.1 ? 'below 0.1' : percent.toFixed(percent < 10 ? 1 : 0);
  return `${shortCount(tokens)}, ${share}% of all`;
}

const fullTokens = (sums: UsageSums): string =>
  `${fullCount(allTokens(sums))} tokens, cache included`;

function price({ costMicros, unpricedRequests, requests }: UsageSums): string {
  if (requests === 0) return '–';
  if (costMicros === 0 && unpricedRequests > 0) return 'unpriced';
  const rest = unpricedRequests > 0 ? ` +${fullCount(unpricedRequests)} unpriced` : '';
  return `${fineDollars(costMicros)}${rest}`;
}
