import { LIMITS, type StampedEvent, type TelemetryEvent } from '@claude-monitor/protocol';

/** Whom a key belongs to: what an event says of itself cannot overrule it. */
export type Sender = { user: string | null; device: string | null };

/** The event as from whom its key says that it is. */
export const withSender = (event: TelemetryEvent, { user, device }: Sender): TelemetryEvent => ({
  ...event,
  ...(user === null ? {} : { user }),
  ...(device === null ? {} : { device }),
});

type Batch = {
  sentAt: number | null;
  receivedAt: number;
  sender: Sender;
  horizonMs?: number;
  /** What to add to each event's time, where something else than `sentAt` says what its clock was off by. */
  shifts?: readonly number[];
};

/**
 * Gives events the server's clock and the marks of ingest (rules ING5, FLD3): a batch whose clock is
 * off is shifted as a whole, a time too far ahead is clamped. Null for an event older than the horizon.
 */
export function stampEvents(
  events: readonly TelemetryEvent[],
  batch: Batch,
): (StampedEvent | null)[] {
  const sent = offsetOf(batch);
  return events.map((event, index) => {
    const found = batch.shifts?.[index] ?? 0;
    return stamp(event, { sent, found }, batch);
  });
}

/** By what the clock of a batch is off, if its sender says what it is; 0 for what is too little. */
export function offsetOf({ sentAt, receivedAt }: { sentAt: number | null; receivedAt: number }) {
  const offset = sentAt === null ? 0 : Math.round(receivedAt - sentAt);
  return Math.abs(offset) > LIMITS.clockSkewMs ? offset : 0;
}

function stamp(
  event: TelemetryEvent,
  { sent, found }: { sent: number; found: number },
  { receivedAt, sender, horizonMs = LIMITS.horizonMs }: Batch,
): StampedEvent | null {
  const shifted = Math.max(0, event.time + sent + found);
  const isBeyond = shifted > receivedAt + LIMITS.futureMs;
  const time = isBeyond ? receivedAt : shifted;
  const age = receivedAt - time;
  if (age > horizonMs) return null;
  const moved = movedTo(event, time);
  const stamped: StampedEvent = { ...withSender(moved, sender), receivedAt };
  if (time !== event.time) {
    // Of a sender that says what its clock is, nothing else is believed: a time that lies ahead is a fault.
    const isFault = isBeyond || (found !== 0 && event.source !== 'otlp');
    stamped.clock = isFault ? 'clamped' : 'shifted';
    stamped.shiftMs = time - event.time;
  }
  const mark = markOf(age);
  if (mark !== undefined) stamped.mark = mark;
  return stamped;
}

/**
 * The event at another time. What a counter or a process is known by stays as its sender says it, so that two
 * reports of it are one, however each was shifted.
 */
function movedTo(event: TelemetryEvent, time: number): TelemetryEvent {
  if (event.type !== 'sequence' || event.lastAt === undefined) return { ...event, time };
  return { ...event, time, lastAt: event.lastAt + time - event.time };
}

/** An event that was stored at the time that its sender reported, when it turned out by what its clock was off. */
export function movedEvent(stored: StampedEvent, offset: number): StampedEvent {
  const { mark: _, ...event } = stored;
  const time = stored.time + offset;
  const moved: StampedEvent = {
    ...movedTo(event, time),
    receivedAt: stored.receivedAt,
    clock: 'shifted',
    shiftMs: offset,
    wasAt: stored.time,
  };
  const mark = markOf(stored.receivedAt - time);
  if (mark !== undefined) moved.mark = mark;
  return moved;
}

function markOf(ageMs: number): StampedEvent['mark'] {
  if (ageMs > LIMITS.backfillMs) return 'backfill';
  return ageMs > LIMITS.lateMs ? 'late' : undefined;
}
