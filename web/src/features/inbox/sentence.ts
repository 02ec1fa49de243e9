import { span } from '../../lib/format/time.ts';
import { fullCount } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import type { Inbox } from '../../lib/incidents/needed.ts';

/** How many things need somebody, and since when the first does. */
export function inboxSentence(
  { open, acknowledged, snoozed }: Inbox,
  { count, now }: { count: number; now: number },
): Part[] {
  const others = [
    ...(acknowledged.length === 0 ? [] : [`${fullCount(acknowledged.length)} acknowledged`]),
    ...(snoozed.length === 0 ? [] : [`${fullCount(snoozed.length)} snoozed`]),
  ];
  const rest = others.length === 0 ? [] : [plain(` ${others.join(', ')}.`)];
  const [oldest] = open;
  if (oldest === undefined) return [plain('Nothing needs attention.'), ...rest];
  const first =
    count === open.length
      ? [plain(count === 1 ? ', for ' : ', the oldest for '), strong(span(now - oldest.since))]
      : [];
  return [
    strong(count === 1 ? '1 thing needs attention' : `${fullCount(count)} things need attention`),
    ...first,
    plain('.'),
    ...rest,
  ];
}
