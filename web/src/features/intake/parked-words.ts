import type { ParkedRow, RetriedRows } from '@claude-monitor/protocol/api/parked';
import { dayAndTime } from '../../lib/format/time.ts';
import * as texts from './texts.ts';

/** What the rows are about: `Requests and usage, hour of 4 May 2026, 11:00:00`. */
export function parkedTitle({ kind, hour }: ParkedRow): string {
  return hour === null
    ? texts.PARKED_KINDS[kind]
    : texts.ofHour(texts.PARKED_KINDS[kind], dayAndTime(hour));
}

export function retriedWords({ landed, refused, left }: RetriedRows): string {
  const done = texts.retried(String(landed), String(refused));
  return left > 0 ? done + texts.notSentYet(String(left)) : done;
}

/** Why history stands still, of a code of the hub's; it may be of a newer hub. */
export function failingWords(code: string): string {
  switch (code) {
    case 'parked_full':
      return texts.parkedFull;
    case 'all_refused':
      return texts.allRefused;
    case 'refused':
      return texts.refused;
    case 'busy':
      return texts.databaseBusy;
    case 'timeout':
      return texts.noAnswer;
    default:
      return texts.unreachable;
  }
}
