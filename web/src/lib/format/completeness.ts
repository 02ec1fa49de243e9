import type { Completeness } from '@claude-monitor/protocol/live/view';
import { fullCount, percent } from './numbers.ts';
import * as texts from './texts.ts';

/** How much of what was sent arrived; `label` is null where nothing says it, which is not all of it. */
type CompletenessWords = {
  label: string | null;
  of: string;
  title: string;
  isShort: boolean;
};

export function completenessWords(completeness: Completeness | null): CompletenessWords {
  if (completeness === null || completeness.expected <= 0) {
    return {
      label: null,
      of: '',
      title: texts.completenessUnknown,
      isShort: false,
    };
  }
  const { of, received, expected } = completeness;
  const counted = texts.receivedOf(fullCount(received), fullCount(expected), of);
  return {
    label: percent(received / expected),
    of,
    title: of === 'records' ? texts.byNumbers(counted) : texts.byMetrics(counted),
    isShort: received < expected,
  };
}

/** For a row, which says it only when something is missing: `96% of records`. */
export function whatIsMissing(completeness: Completeness | null): string | null {
  const words = completenessWords(completeness);
  return words.isShort && words.label !== null ? texts.shareOf(words.label, words.of) : null;
}
