const THOUSAND = 1_000;
const UNITS = [
  { size: 1e12, sign: 'T' },
  { size: 1e9, sign: 'G' },
  { size: 1e6, sign: 'M' },
  { size: 1e3, sign: 'k' },
] as const;

// Made once: a formatter costs more than a hundred of its uses.
const WHOLE = new Intl.NumberFormat('en-US');
const CENTS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const FINE = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 4,
});
const WHOLE_DOLLARS_FROM = 10_000;

/** Keeps a number and its unit on one line. */
const NARROW_SPACE = '\u202f';

/** A count in three digits at most: `7`, `842`, `48.2 k`, `1.24 M`. */
export function shortCount(count: number): string {
  if (count < THOUSAND) return String(Math.round(count));
  for (const [index, { size, sign }] of UNITS.entries()) {
    if (count < size) continue;
    const value = count / size;
    const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    const rounded = value.toFixed(digits);
    const larger = UNITS[index - 1];
    // 999,960 is a million in three digits, not "1000 k".
    if (Number(rounded) >= THOUSAND && larger !== undefined) {
      return `1.00${NARROW_SPACE}${larger.sign}`;
    }
    return `${rounded}${NARROW_SPACE}${sign}`;
  }
  return String(Math.round(count));
}

export function fullCount(count: number): string {
  return WHOLE.format(count);
}

/** Micro-dollars as dollars; a small sum is never shown as nothing. */
export function dollars(micros: number): string {
  if (micros > 0 && micros < 5_000) return '<$0.01';
  const value = micros / 1e6;
  return (value >= WHOLE_DOLLARS_FROM ? DOLLARS : CENTS).format(value);
}

/** The price of one request, of which few cost a cent: in hundredths of one. */
export function fineDollars(micros: number): string {
  return micros > 0 && micros < 50 ? '<$0.0001' : FINE.format(micros / 1e6);
}

/** A share as whole percent, rounded down: only all of it is 100%. */
export function percent(share: number): string {
  return `${String(Math.floor(Math.min(Math.max(share, 0), 1) * 100 + 1e-9))}%`;
}
