import { TIME } from '@claude-monitor/protocol/limits';
import { fullCount } from './numbers.ts';
import * as texts from './texts.ts';

const SECOND_MS = 1_000;

// Made once: a formatter costs more than a hundred of its uses.
const MINUTES = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const SECONDS = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A span in one unit: `3 s`, `6 min`, `2 h`, `4 d`. */
export function span(ms: number): string {
  if (ms < TIME.minuteMs) return `${String(Math.max(0, Math.floor(ms / SECOND_MS)))} s`;
  if (ms < TIME.hourMs) return `${String(Math.floor(ms / TIME.minuteMs))} min`;
  if (ms < TIME.dayMs) return `${String(Math.floor(ms / TIME.hourMs))} h`;
  return `${String(Math.floor(ms / TIME.dayMs))} d`;
}

/** `6 min ago`. */
export const ago = (ms: number): string => texts.agoOf(span(ms));

/** How long a piece of work took: seconds matter below ten minutes. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / TIME.minuteMs);
  const seconds = Math.floor((ms % TIME.minuteMs) / SECOND_MS);
  if (minutes === 0 || minutes >= 10 || seconds === 0) return span(ms);
  return `${String(minutes)} min ${String(seconds)} s`;
}

/** How long a session took: `27 s`, `6 min`, `1 h 52 min`, `2 d 3 h`. */
export function workDuration(ms: number): string {
  if (ms < TIME.hourMs) return duration(ms);
  const [unit, smaller] =
    ms < TIME.dayMs ? [TIME.hourMs, TIME.minuteMs] : [TIME.dayMs, TIME.hourMs];
  const rest = ms % unit;
  return rest < smaller ? span(ms) : `${span(ms)} ${span(rest)}`;
}

/** Until so many hours their minutes are said too. */
const MINUTES_UNTIL_HOURS = 10;

/** How much time in all: `45 min`, `3 h 20 min`, from ten hours on `1,798 h`. */
export function timeInAll(ms: number): string {
  if (ms < TIME.minuteMs) return texts.underAMinute;
  const hours = Math.floor(ms / TIME.hourMs);
  const minutes = Math.floor((ms % TIME.hourMs) / TIME.minuteMs);
  if (hours === 0) return `${String(minutes)} min`;
  if (hours >= MINUTES_UNTIL_HOURS || minutes === 0) return `${fullCount(hours)} h`;
  return `${String(hours)} h ${String(minutes)} min`;
}

/** How long a call took: most are over within a second. */
export function fineDuration(ms: number): string {
  if (ms < SECOND_MS) return `${String(Math.round(ms))} ms`;
  return ms < 10 * SECOND_MS ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : duration(ms);
}

/** For times that are noted once an hour. */
export function agoToTheHour(ms: number): string {
  return ms < TIME.hourMs ? texts.withinLastHour : ago(ms);
}

/** Time of day in the viewer's zone: `14:02`. */
export function timeOfDay(at: number): string {
  return MINUTES.format(at);
}

export function timeWithSeconds(at: number): string {
  return SECONDS.format(at);
}

/** Day and time, for what may lie further back. */
export function dayAndTime(at: number): string {
  return DAY_AND_TIME.format(at);
}

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}
