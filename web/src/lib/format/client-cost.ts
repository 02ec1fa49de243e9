import type { Card } from '@claude-monitor/protocol/live/view';
import { dollars } from './numbers.ts';

/** The client's own figure of a session's cost beside ours; null where the client says none. */
export type ClientCost = { client: string; difference: string; isSame: boolean };

const SAME_SHARE = 0.005;

/** Only measured requests are compared: of the others the client has said nothing. */
export function clientCost(card: Pick<Card, 'usage' | 'clientCostMicros'>): ClientCost | null {
  const { clientCostMicros, usage } = card;
  if (clientCostMicros <= 0) return null;
  const client = dollars(clientCostMicros);
  const { costMicros, unpricedRequests } = usage.measured;
  if (costMicros === 0) return { client, difference: 'no list price', isSame: false };
  const difference = clientCostMicros - costMicros;
  const share = Math.abs(difference) / costMicros;
  const isSame = share < SAME_SHARE;
  const away = `${dollars(Math.abs(difference))} ${difference > 0 ? 'above' : 'below'} list`;
  if (unpricedRequests > 0) {
    // The client knows a price where we know none: a share of the rest would say nothing.
    const lacks = `which lacks ${String(unpricedRequests)}`;
    return { client, difference: `${away}, ${lacks}`, isSame: false };
  }
  const words = isSame ? 'as the list price' : `${away}, ${shareOf(share)}`;
  return { client, difference: words, isSame };
}

/** Two digits are enough to judge a difference by. */
function shareOf(share: number): string {
  if (share >= 9.995) return `${Math.round(share + 1).toLocaleString('en-US')} times`;
  const percents = share * 100;
  return `${percents < 10 ? percents.toFixed(1) : String(Math.round(percents))}%`;
}

/** The hover of a row's price. */
export function priceTitle(card: Pick<Card, 'usage' | 'clientCostMicros'>): string {
  const told = clientCost(card);
  const list = 'List price, not your bill';
  return told === null ? list : `${list}; the client says ${told.client} (${told.difference})`;
}
