import { LIMITS, type StampedEvent, type TelemetryEvent } from '@claude-monitor/protocol';

/** Whom a key belongs to: what an event says of itself cannot overrule it. */
export type Sender = { user: string | null; device: string | null };

/**
 * Gives events the server's clock and the marks of ingest (rules ING5, FLD3): a batch whose clock is
 * off is shifted as a whole, a time too far ahead is clamped. Null for an event older than the horizon.
 */
export function stampEvents(
  events: readonly TelemetryEvent[],
  batch: { sentAt: number | null; receivedAt: number; sender: Sender; horizonMs?: number },
): (StampedEvent | null)[] {
  const offset = batch.sentAt === null ? 0 : Math.round(batch.receivedAt - batch.sentAt);
  const shift = Math.abs(offset) > LIMITS.clockSkewMs ? offset : 0;
  return events.map((event) => stamp(event, shift, batch));
}

function stamp(
  event: TelemetryEvent,
  shift: number,
  batch: { receivedAt: number; sender: Sender; horizonMs?: number },
): StampedEvent | null {
  const { receivedAt, sender, horizonMs = LIMITS.horizonMs } = batch;
  const shifted = Math.max(0, event.time + shift);
  const isAhead = shifted > receivedAt + LIMITS.futureMs;
  const time = isAhead ? receivedAt : shifted;
  const age = receivedAt - time;
  if (age > horizonMs) return null;
  const stamped: StampedEvent = { ...event, time, receivedAt };
  if (sender.user !== null) stamped.user = sender.user;
  if (sender.device !== null) stamped.device = sender.device;
  if (isAhead) stamped.clock = 'clamped';
  else if (shift !== 0) stamped.clock = 'shifted';
  if (age > LIMITS.backfillMs) stamped.mark = 'backfill';
  else if (age > LIMITS.lateMs) stamped.mark = 'late';
  return stamped;
}
