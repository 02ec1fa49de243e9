import type { AgentsAnswer } from '@claude-monitor/protocol/api/index';
import { shortModel } from '../../../lib/format/names.ts';
import { fullCount } from '../../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../../lib/frame/sentence.ts';
import { differencesOf, endedOf, isComparable } from './compare.ts';
import * as texts from './texts.ts';

const MOST_SAID = 2;

/** How many tasks by whom, and what clearly differs; nothing is ranked. */
export function sentenceOf({ items }: Pick<AgentsAnswer, 'items'>, when: string): Part[] {
  if (items.length === 0) return [strong(texts.none(when))];
  const tasks = items.reduce((sum, row) => sum + endedOf(row), 0);
  const agents = new Set(items.map(({ agentName }) => agentName)).size;
  const parts = [plain(`${texts.counted(fullCount(tasks), texts.agentsCount(agents), when)} `)];
  const claims = items.flatMap((row) =>
    differencesOf(row, items).map(({ kind, than }) => {
      const [own, other] = [modelWords(row.model), modelWords(than)];
      if (kind === 'cost') return texts.clearCost(row.agentName, own, other);
      if (kind === 'time') return texts.clearTime(row.agentName, own, other);
      return texts.clearTries(row.agentName, own, other);
    }),
  );
  if (claims.length > 0) parts.push(strong(claims.slice(0, MOST_SAID).join(' ')));
  else parts.push(plain(isComparable(items) ? texts.noClear : texts.notComparable));
  return parts;
}

export const modelWords = (model: string | null): string =>
  model === null ? texts.unknownModel : shortModel(model);
