import type { IngestAnswer, ItemResult, TelemetryEvent } from '@claude-monitor/protocol';
import type { RefusedItem } from '@claude-monitor/receivers';
import type { IngestOutcome } from '../../hub/rpc.ts';

/** Beyond the horizon, or of an hour that is closed: which of them, only the hub knows. */
const TOO_OLD = 'older than this workspace accepts';

/**
 * One result an item, in the order of the batch (rule ING3): what the hub said of the events, with
 * what was refused before put back in its place.
 */
export function ingestAnswer(
  events: readonly TelemetryEvent[],
  outcomes: readonly IngestOutcome[],
  refused: readonly RefusedItem[],
): IngestAnswer {
  const answer: IngestAnswer = { accepted: 0, duplicates: 0, rejected: 0, results: [] };
  const refusals = refused.values();
  let refusal = refusals.next().value;
  const putRefusals = (): void => {
    while (refusal?.index === answer.results.length) {
      const { index: _, ...why } = refusal;
      count(answer, { status: 'rejected', ...why });
      refusal = refusals.next().value;
    }
  };
  putRefusals();
  for (const [index, event] of events.entries()) {
    count(answer, resultOf(event.id, outcomes[index]));
    putRefusals();
  }
  return answer;
}

/** How many of each code, for the counters of `/metrics`. */
export function countCodes(refused: readonly RefusedItem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of refused) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function count(answer: IngestAnswer, result: ItemResult): void {
  if (result.status === 'accepted') answer.accepted++;
  else if (result.status === 'duplicate') answer.duplicates++;
  else answer.rejected++;
  answer.results.push(result);
}

function resultOf(id: string, outcome: IngestOutcome | undefined): ItemResult {
  if (outcome === undefined) throw new Error('the hub left an event without an outcome');
  if (outcome === 'accepted' || outcome === 'duplicate') return { id, status: outcome };
  if (outcome === 'deleted') {
    const message = 'its session, user or workspace was deleted on request';
    return { id, status: 'rejected', code: 'deleted', path: 'sessionId', message };
  }
  const message = TOO_OLD;
  return { id, status: 'rejected', code: 'too_old', path: 'time', message };
}
