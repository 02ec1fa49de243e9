import { LIMITS } from '@claude-monitor/protocol';
import type { CallHub } from '../../http/call-hub.ts';
import type { IngestCall, IngestOutcome } from '../../hub/rpc.ts';

/**
 * Puts events into the caller's workspace: one outcome an event, when all are durable (rule ING1). What
 * is more than one call may carry goes in several; when a later one fails the sender sends all of it
 * again, and what was taken counts once. The hub is asked even when there is nothing to take: it
 * decides whether the caller may know more (rule SHR7).
 */
export async function submit(
  hub: CallHub,
  { events, sentAt, rejected, unknownNames = [], machines }: IngestCall,
): Promise<IngestOutcome[]> {
  const outcomes: IngestOutcome[] = [];
  for (let from = 0; from === 0 || from < events.length; from += LIMITS.batchItems) {
    const piece = {
      events: events.slice(from, from + LIMITS.batchItems),
      sentAt,
      rejected: from === 0 ? rejected : {},
      unknownNames: from === 0 ? unknownNames : [],
      ...(machines === undefined ? {} : { machines }),
    };
    for (const outcome of await hub('ingest', piece)) outcomes.push(outcome);
  }
  return outcomes;
}
