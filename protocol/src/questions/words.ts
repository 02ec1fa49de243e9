import { TIME } from '../limits.ts';

/** Descriptions, reasons and messages in an answer: enough to know what is meant. */
const SHOWN_LENGTH = 100;

/** What a cut leaves of a character beyond the first 65,536. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

export function clip(text: string, length = SHOWN_LENGTH): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  return `${line.slice(0, length - 1).replace(HALF_CHARACTER, '')}…`;
}

export const clipOrNull = (text: string | null): string | null =>
  text === null ? null : clip(text);

/** A model reads a date, not milliseconds. */
export const isoTime = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`;

/** How long something lasts, in its largest unit. */
export function span(ms: number): string {
  const rounded = Math.max(0, ms);
  if (rounded < TIME.minuteMs) return `${Math.round(rounded / 1_000)} s`;
  if (rounded < TIME.hourMs) return `${Math.round(rounded / TIME.minuteMs)} min`;
  if (rounded < 2 * TIME.dayMs) return `${Math.round(rounded / TIME.hourMs)} h`;
  return `${Math.round(rounded / TIME.dayMs)} days`;
}

export const counted = (value: number): string => value.toLocaleString('en-US');

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${counted(count)} ${count === 1 ? one : many}`;

/** A share as whole percent, rounded down: only all of it is 100%. */
export const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)}%`;

/** Parts of a sentence that are there, with commas. */
export const joined = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(', ');
