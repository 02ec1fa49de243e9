import type { ErrorGroupsAnswer } from '@claude-monitor/protocol/api/index';
import { fullCount } from '../../lib/format/numbers.ts';
import { countWords, plain, strong, type Part } from '../../lib/frame/sentence.ts';
import * as texts from './texts.ts';

const NAMED = 3;

/**
 * What the errors are, in one or two sentences. What is new is only said where all errors
 * were counted, and where anything is kept from before.
 */
export function sentenceOf(
  answer: Pick<
    ErrorGroupsAnswer,
    'errors' | 'kinds' | 'newKinds' | 'hasBefore' | 'items' | 'countedFrom'
  >,
  { when, isFiltered }: { when: string; isFiltered: boolean },
): Part[] {
  const { errors, kinds, newKinds, hasBefore, items, countedFrom } = answer;
  if (errors === 0) return [strong(texts.none(when, isFiltered))];
  const parts = [
    strong(texts.countOf(fullCount(errors), errors === 1, isFiltered)),
    plain(`${texts.ofKinds(fullCount(kinds), kinds === 1)}${when}. `),
  ];
  if (countedFrom !== null || !hasBefore) return parts;
  const severe = items.filter(
    ({ isNew, severity }) => isNew && (severity === 'high' || severity === 'critical'),
  );
  if (severe.length > 0) {
    const count = countWords(severe.length, { isFirst: true });
    parts.push(plain(texts.isNewSevere(count, severe.length === 1)));
    const named = severe.slice(0, NAMED);
    for (const [index, { errorType }] of named.entries()) {
      const isLast = index === named.length - 1 && index > 0 && severe.length <= NAMED;
      if (index > 0) parts.push(plain(isLast ? texts.and : ', '));
      parts.push(strong(errorType));
    }
    const more = severe.length - named.length;
    parts.push(plain(more > 0 ? `${texts.andMore(String(more))}.` : '.'));
  } else if (newKinds > 0) {
    const count = countWords(newKinds, { isFirst: true });
    parts.push(plain(texts.isNew(count, newKinds === 1)));
  } else parts.push(plain(texts.noneNew));
  return parts;
}
