import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { newest } from '../facts/stamp.ts';
import type { SessionRecord } from '../sessions/session.ts';

/** What ingest found out about the clock that made an event's time (rule ING5). */
export type ClockNote = {
  /** By how much its time was moved, ms. */
  shiftMs?: number;
  /** It was taken at this time before: what it reported then is to move. */
  wasAt?: number;
  /** How long after its time it arrived, where that is long (rule FLD3). */
  lateMs?: number;
};

/** Notes for the session's page that its times were moved, or that nobody knows why they are so old. */
export function noteClock(
  session: SessionRecord,
  { time, id }: TelemetryEvent,
  note: ClockNote,
): boolean {
  const { shift, late } = session;
  const stamp = { rank: 0, time, id };
  if (note.shiftMs !== undefined) session.shift = newest(shift, { ...stamp, value: note.shiftMs });
  if (note.wasAt !== undefined) session.late = null;
  else if (note.lateMs !== undefined && note.lateMs > (late ?? 0)) session.late = note.lateMs;
  return session.shift !== shift || session.late !== late;
}

/** A session began when the earliest fact was that is left, once the one that moved was it. */
export function forgetFirstTime(session: SessionRecord, { state, clock }: FoldContext): boolean {
  if (clock.wasAt === undefined || session.firstAt < clock.wasAt) return false;
  if (session.firstAt > clock.wasAt) return false;
  for (const start of session.hours) {
    const hour = state.facts.hour(session.key, start);
    let first = Number.POSITIVE_INFINITY;
    for (const { kind, fields } of hour === undefined ? [] : state.facts.facts(hour)) {
      // Readings of counters stay where they were taken.
      if (kind !== 'metric' && kind !== 'work') first = Math.min(first, fields.at);
    }
    if (first === Number.POSITIVE_INFINITY) continue;
    session.firstAt = first;
    return true;
  }
  return false;
}
