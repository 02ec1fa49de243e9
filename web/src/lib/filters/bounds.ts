import { TIME } from '@claude-monitor/protocol/limits';
import { dollars, fullCount } from '../format/numbers.ts';
import { boundNameOf, type BoundName, type FilterName } from './filters.ts';
import * as texts from './texts.ts';

/** Figures that a list is narrowed by: people write dollars and minutes, addresses micro-dollars and ms. */

const UNITS: Readonly<Record<BoundName, number>> = {
  minCost: 1_000_000,
  maxCost: 1_000_000,
  minErrors: 1,
  minDuration: TIME.minuteMs,
  maxDuration: TIME.minuteMs,
};

/** What an address has for a written number; null: none that counts. */
export function boundOf(name: BoundName, written: string): string | null {
  const number = Number(written.trim().replace(',', '.'));
  if (written.trim() === '' || !Number.isFinite(number) || number < 0) return null;
  const value = Math.round(number * UNITS[name]);
  return Number.isSafeInteger(value) ? String(value) : null;
}

/** A filter's value as people read it. */
export function valueWords(name: FilterName, value: string): string {
  switch (boundNameOf(name)) {
    case null:
      return value;
    case 'minCost':
    case 'maxCost':
      return dollars(Number(value));
    case 'minErrors':
      return fullCount(Number(value));
    case 'minDuration':
    case 'maxDuration':
      return texts.minutes(Number((Number(value) / TIME.minuteMs).toFixed(2)));
  }
}
