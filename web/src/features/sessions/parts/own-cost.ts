import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { allTokens, type UsageSums } from '@claude-monitor/protocol/figures';
import { fineDollars, fullCount, shortCount } from '../../../lib/format/numbers.ts';
import { fineDuration } from '../../../lib/format/time.ts';
import type { TextFact } from './fact.ts';
import * as texts from '../texts.ts';

type Monitoring = SessionDetail['monitoring'];

/** What the monitor's own tools cost a session; empty where none was called. */
export function ownCost(monitoring: Monitoring, all: UsageSums): TextFact[] {
  const { calls, totalMs, own, shared } = monitoring;
  if (calls + own.requests + shared.requests === 0) return [];
  return [
    {
      name: texts.ownCalls,
      value:
        totalMs === null
          ? fullCount(calls)
          : texts.callsIn(fullCount(calls), fineDuration(totalMs)),
    },
    { name: texts.ownRequests, value: fullCount(own.requests) },
    { name: texts.ownTokens, value: shareOf(own, all), title: fullTokens(own) },
    { name: texts.ownPrice, value: price(own) },
    ...(shared.requests === 0
      ? []
      : [
          { name: texts.sharedRequests, value: fullCount(shared.requests) },
          {
            name: texts.sharedTokens,
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
    unjoinedCalls === calls ? texts.theseCalls : texts.someCalls(fullCount(unjoinedCalls));
  return texts.notReceived(which);
}

function shareOf(part: UsageSums, all: UsageSums): string {
  const tokens = allTokens(part);
  const total = allTokens(all);
  if (tokens === 0 || total === 0) return shortCount(tokens);
  const percent = (100 * tokens) / total;
  const share = percent < 0.1 ? texts.tiny : percent.toFixed(percent < 10 ? 1 : 0);
  return texts.shareOfAll(shortCount(tokens), share);
}

const fullTokens = (sums: UsageSums): string => texts.allTokens(fullCount(allTokens(sums)));

function price({ costMicros, unpricedRequests, requests }: UsageSums): string {
  if (requests === 0) return '–';
  if (costMicros === 0 && unpricedRequests > 0) return texts.unpriced;
  const rest = unpricedRequests > 0 ? texts.plusUnpriced(fullCount(unpricedRequests)) : '';
  return `${fineDollars(costMicros)}${rest}`;
}
