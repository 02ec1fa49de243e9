import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { hourOf, recordArrival, type Hour } from '../facts/hours/hour.ts';
import { hourAt } from '../facts/put-fact.ts';
import { isSealed } from '../retention/sealed.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { enterSign } from './minute.ts';
import { signsOf } from './sign.ts';

/** Enters the signs of life that an event holds; false when they were known. */
export function recordLife(
  session: SessionRecord,
  event: TelemetryEvent,
  { state, seq, arrivedOn }: FoldContext,
): boolean {
  let isNew = false;
  for (const sign of signsOf(event)) {
    if (isSealed(session, sign.at)) continue;
    const hour = hourAt(state, session, hourOf(sign.at));
    if (!enterSign(hour.signs, hour.hour, sign)) continue;
    isNew = true;
    recordArrival(hour, arrivedOn);
    unsettle(state, hour, seq);
  }
  return isNew;
}

/** What the signs of an hour add to rows has to be computed again: with the next checkpoint, for all at once. */
export function unsettle(state: FoldState, hour: Hour, seq: number): void {
  if (hour.signs.length === 0) return;
  state.facts.touchHour(hour);
  state.life.signs.add(hour.session, hour.hour, seq);
}
