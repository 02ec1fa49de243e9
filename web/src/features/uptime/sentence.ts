import type { UptimeAnswer } from '@claude-monitor/protocol/api/index';
import { TIME } from '@claude-monitor/protocol/limits';
import { timeInAll } from '../../lib/format/time.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import * as texts from './texts.ts';
import { allTime } from './times.ts';

/** Minutes without a probe that a whole time may have: the one that runs, and the one before it. */
const RUNNING_MINUTES = 2;

/** Whether the service was up, and what agents did: nothing is said of minutes that nobody probed. */
export function sentenceOf(
  { services, totals }: Pick<UptimeAnswer, 'services' | 'totals'>,
  { when, isFiltered }: { when: string; isFiltered: boolean },
): Part[] {
  return [...serviceParts(services, when), plain(' '), ...agentParts(totals, isFiltered)];
}

function serviceParts(services: UptimeAnswer['services'], when: string): Part[] {
  const probed = services.reduce((sum, { up, down }) => sum + up + down, 0);
  if (probed === 0) return [strong(`${texts.noProbe} ${when}.`)];
  const isWhole = services.every(({ unknown }) => unknown <= RUNNING_MINUTES);
  const troubled = services.filter(({ down }) => down > 0);
  if (troubled.length === 0) {
    const [known] = services.map(({ up }) => up).sort((a, b) => a - b);
    const isMostly = services.every(({ up, down, unknown }) => up + down >= unknown);
    if (!isMostly) return [strong(texts.upIn(timeInAll((known ?? 0) * TIME.minuteMs)))];
    return [strong(isWhole ? texts.upAll : texts.upProbed)];
  }
  const received = services.some(
    ({ service, down, unknown }) =>
      service === 'ingest' && down === 0 && unknown <= RUNNING_MINUTES,
  );
  const parts = troubled.map(({ service, down }) =>
    texts.wasDown(texts.SERVICE_WORDS[service], timeInAll(down * TIME.minuteMs)),
  );
  const text = parts.join(' ');
  return received ? [strong(texts.receivedAll), plain(` ${text}`)] : [strong(text)];
}

function agentParts(totals: UptimeAnswer['totals'], isFiltered: boolean): Part[] {
  if (allTime(totals) === 0) return [plain(isFiltered ? texts.noMatching : texts.noAgent)];
  const { activeMs, waitingMs, lostMs } = totals;
  const waited = waitingMs >= TIME.minuteMs ? texts.waited(timeInAll(waitingMs)) : '';
  const lost = lostMs >= TIME.minuteMs ? texts.wereLost(timeInAll(lostMs)) : '';
  return [plain(`${texts.worked(timeInAll(activeMs))}${waited}${lost}.`)];
}
