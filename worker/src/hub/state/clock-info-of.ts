import type { ClockInfo } from '@claude-monitor/fold';
import type { StampedEvent } from '@claude-monitor/protocol';

/** What the fold needs to know of the clock that made an event's time. */
export function clockNoteOf({ mark, receivedAt, time, shiftMs, wasAt }: StampedEvent): ClockInfo {
  return {
    ...(shiftMs === undefined ? {} : { shiftMs }),
    ...(wasAt === undefined ? {} : { wasAt }),
    ...(mark === undefined ? {} : { lateMs: receivedAt - time }),
  };
}
