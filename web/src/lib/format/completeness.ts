import type { Completeness } from '@claude-monitor/protocol/live/view';
import { fullCount, percent } from './numbers.ts';

/** How much of what was sent arrived; `label` is null where nothing says it, which is not all of it. */
export type CompletenessWords = {
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
      title: 'Nothing that arrived tells how much is missing',
      isShort: false,
    };
  }
  const { of, received, expected } = completeness;
  const counted = `${fullCount(received)} of ${fullCount(expected)} ${of} arrived`;
  return {
    label: percent(received / expected),
    of,
    title: of === 'records' ? `${counted}, by their own numbers` : `${counted}, by the metrics`,
    isShort: received < expected,
  };
}

/** For a row, which says it only when something is missing: `96% of records`. */
export function whatIsMissing(completeness: Completeness | null): string | null {
  const words = completenessWords(completeness);
  return words.isShort && words.label !== null ? `${words.label} of ${words.of}` : null;
}
