const AGO = /^(\d{1,4})([hdw])$/;
const HOURS = { h: 1, d: 24, w: 168 } as const;
const HOUR_MS = 3_600_000;
const DATE = /^\d{4}-\d{2}-\d{2}(T.*)?$/;

/** Epoch ms from which on something is wanted: `12h`, `30d`, `8w` ago, or a date; 0 for none; null if neither. */
export function sinceOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return 0;
  const [, amount, unit] = AGO.exec(text) ?? [];
  if (unit === 'h' || unit === 'd' || unit === 'w') {
    return now - Number(amount) * HOURS[unit] * HOUR_MS;
  }
  const at = DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : at;
}
