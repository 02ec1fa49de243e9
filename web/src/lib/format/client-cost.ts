import type { Session } from '@claude-monitor/protocol/live/view';
import { dollars } from './numbers.ts';
import * as texts from './texts.ts';

/** The client's own figure of a session's cost beside ours; null where the client says none. */
type ClientCost = { client: string; difference: string; isSame: boolean };

const SAME_SHARE = 0.005;

/** Only measured requests are compared: of the others the client has said nothing. */
export function clientCost(
  session: Pick<Session, 'usage' | 'clientCostMicros'>,
): ClientCost | null {
  const { clientCostMicros, usage } = session;
  if (clientCostMicros <= 0) return null;
  const client = dollars(clientCostMicros);
  const { costMicros, unpricedRequests } = usage.measured;
  if (costMicros === 0) return { client, difference: texts.noListPrice, isSame: false };
  const difference = clientCostMicros - costMicros;
  const share = Math.abs(difference) / costMicros;
  const isSame = share < SAME_SHARE;
  const away = (difference > 0 ? texts.above : texts.below)(dollars(Math.abs(difference)));
  if (unpricedRequests > 0) {
    // The client knows a price where we know none: a share of the rest would say nothing.
    return { client, difference: texts.withoutUnpriced(away, unpricedRequests), isSame: false };
  }
  const words = isSame ? texts.sameAsList : texts.withShare(away, shareOf(share));
  return { client, difference: words, isSame };
}

/** Two digits are enough to judge a difference by. */
function shareOf(share: number): string {
  if (share >= 9.995) return texts.times(Math.round(share + 1).toLocaleString('en-US'));
  const percents = share * 100;
  return `${percents < 10 ? percents.toFixed(1) : String(Math.round(percents))}%`;
}

/** The hover of a row's price. */
export function priceTitle(session: Pick<Session, 'usage' | 'clientCostMicros'>): string {
  const reported = clientCost(session);
  const list = texts.listPriceMeans;
  return reported === null
    ? list
    : texts.clientReported(list, reported.client, reported.difference);
}
