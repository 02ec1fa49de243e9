import type { WasteAnswer, WasteSums } from '@claude-monitor/protocol/api/index';
import { dollars, percent } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import * as texts from './texts.ts';

const microsOf = ({ measuredMicros, estimatedMicros }: WasteSums): number =>
  measuredMicros + estimatedMicros;

/** How much was paid for nothing, of how much, and how that was before. */
export function sentenceOf(answer: WasteAnswer, isFiltered: boolean): Part[] {
  const { items, costMicros, beforeCostMicros, from, since } = answer;
  if (items.every(({ count }) => count === 0)) {
    return [strong(isFiltered ? texts.nothingMatches : texts.nothing)];
  }
  const all = items.reduce((sum, item) => sum + microsOf(item), 0);
  const estimated = items.reduce((sum, item) => sum + item.estimatedMicros, 0);
  /** Of a part of the time it is no share of the whole. */
  const isSought = since === null || since <= from;
  const isKnown = items.every((item) => item.before !== null);
  const then = items.reduce(
    (sum, item) => sum + (item.before === null ? 0 : microsOf(item.before)),
    0,
  );
  return [
    strong(texts.wasted(dollars(all))),
    plain(
      `${costMicros > 0 && isSought ? texts.ofAll(percent(all / costMicros), dollars(costMicros)) : ''}.`,
    ),
    ...(estimated > 0 ? [plain(` ${texts.estimated(dollars(estimated))}`)] : []),
    plain(
      isKnown && beforeCostMicros > 0
        ? ` ${texts.before(dollars(then), percent(then / beforeCostMicros))}`
        : ` ${texts.beforeUnknown}`,
    ),
  ];
}
