import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { newest } from '../facts/stamp.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { ClockInfo } from './clock-info.ts';

/** Notes for the session's page that its times were moved, or that nobody knows why they are so old. */
export function recordClock(
  session: SessionRecord,
  { time, id }: TelemetryEvent,
  note: ClockInfo,
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
