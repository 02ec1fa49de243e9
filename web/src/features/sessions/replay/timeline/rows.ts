import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import { shortModel } from '../../../../lib/format/names.ts';
import { percent, shortCount } from '../../../../lib/format/numbers.ts';
import { fineDuration } from '../../../../lib/format/time.ts';
import { toolWords } from '../../tables/tool-rows.ts';
import { knownAt } from '../data/failures.ts';
import * as texts from '../texts.ts';

/** What a thing is called, and how it went, in words. */
type ItemWords = { name: string; by: string; outcome: string };

export function itemWords(
  item: ReplayItem,
  subagents: ReadonlyMap<string | null, string>,
): ItemWords {
  const { kind, name, agentId } = item;
  const by = agentId === null ? '' : (subagents.get(agentId) ?? '');
  switch (kind) {
    case 'request':
      return {
        name: texts.request,
        by: [name === null ? '' : shortModel(name), by].filter((part) => part !== '').join(', '),
        outcome: requestWords(item),
      };
    case 'tool':
      return {
        name: toolWords(name ?? texts.unnamedTool).name,
        by,
        outcome: toolOutcome(item),
      };
    case 'error':
      return { name: name ?? texts.error, by, outcome: item.reason ?? '' };
    case 'compaction':
      return { name: texts.compaction, by, outcome: '' };
    case 'prompt':
      return { name: texts.prompt, by, outcome: '' };
  }
}

function requestWords(request: ReplayItem): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens } = request;
  const sent = inputTokens + cacheReadTokens + cacheCreationTokens;
  const words = texts.requestWords(
    shortCount(outputTokens),
    percent(sent === 0 ? 0 : cacheReadTokens / sent),
  );
  return request.isSuperseded ? `${words}, ${texts.notAdded}` : words;
}

function toolOutcome({ at, endAt, outcome, reason }: ReplayItem): string {
  const took = endAt === null ? '' : fineDuration(endAt - at);
  const how =
    outcome === null
      ? texts.running
      : outcome === 'succeeded'
        ? ''
        : outcome === 'failed'
          ? texts.failed
          : texts.denied;
  const words = [took, how].filter((part) => part !== '').join(', ');
  return reason === null || outcome === 'succeeded' ? words : texts.withReason(words, reason);
}

/** What happened in a stretch of time, in order of it. */
export const within = (
  items: readonly ReplayItem[],
  { from, to }: { from: number; to: number },
): ReplayItem[] => items.filter((one) => knownAt(one) >= from && one.at <= to);

/** So many rows fill the list without hiding how they lie in time. */
const GOOD_ROWS = 60;

/** Parts of the whole that one can look at: each a third of the one before. */
export function zoomLevels(wholeMs: number): number[] {
  const levels = [wholeMs];
  for (let ms = wholeMs / 3; ms >= 1_000 && levels.length < 12; ms /= 3) levels.push(ms);
  return levels;
}

/** The level at which an average stretch has as many rows as are good to read. */
export function levelFor(count: number, levels: readonly number[]): number {
  const whole = levels[0] ?? 1;
  const level = levels.findIndex((ms) => (count * ms) / whole <= GOOD_ROWS);
  return level === -1 ? Math.max(0, levels.length - 1) : level;
}

/** The stretch that holds a moment: it stands still while one scrubs within it. */
export function windowAt(
  at: number,
  { from, to }: { from: number; to: number },
  ms: number,
): { from: number; to: number } {
  if (ms >= to - from) return { from, to };
  const begin = from + Math.floor((Math.min(at, to - 1) - from) / ms) * ms;
  return { from: begin, to: Math.min(to, begin + ms) };
}
