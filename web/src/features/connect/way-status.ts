import type { Source } from '@claude-monitor/protocol/event/event';
import { agoToTheHour, timeWithSeconds } from '../../lib/format/time.ts';
import * as texts from './texts.ts';

/** When an event of each source arrived last, by the server's clock. */
export type Arrivals = Partial<Record<Source, number>>;

export type WayStatus =
  | { name: 'unknown' | 'waiting'; words: string }
  /** Before the page was opened. */
  | { name: 'earlier' | 'arrived'; words: string };

type Known = {
  /** As of when the page was opened; null while it is being asked. */
  before: Arrivals | null;
  newest: Arrivals;
  now: number;
};

/**
 * What is known of a way in: an event says its source, not who sent it. The time of an earlier one
 * may lag by an hour; that of one which arrives while the page is open does not.
 */
export function wayStatus(source: Source, { before, newest, now }: Known): WayStatus {
  if (before === null) return { name: 'unknown', words: '' };
  const at = newest[source];
  const since = before[source];
  if (at === undefined) return { name: 'waiting', words: texts.waitingForFirst };
  if (since === undefined || at > since) {
    return { name: 'arrived', words: texts.arrivedAt(timeWithSeconds(at)) };
  }
  return { name: 'earlier', words: texts.lastEvent(agoToTheHour(now - at)) };
}
