import type { IncidentCounts, Report, ReportFigures } from '../api/reports.ts';
import { allTokens, type UsageFigures } from '../figures.ts';
import { KIND_WORDS } from '../incidents/incident-words.ts';
import { TIME } from '../limits.ts';

/** Words of a report that its page, its Markdown and its messages share. */

const WHOLE = new Intl.NumberFormat('en-US');
const CENTS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const WHOLE_DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const WHOLE_DOLLARS_FROM = 10_000;
const MINUS = '−';

export const countInWords = (count: number): string => WHOLE.format(count);

/** Micro-dollars; a small sum is never shown as nothing. */
export function dollarsInWords(micros: number): string {
  if (micros > 0 && micros < 5_000) return '<$0.01';
  const value = micros / 1e6;
  return (value >= WHOLE_DOLLARS_FROM ? WHOLE_DOLLARS : CENTS).format(value);
}

export const signedCount = (change: number): string =>
  change === 0 ? '±0' : `${change > 0 ? '+' : MINUS}${countInWords(Math.abs(change))}`;

export const signedDollars = (micros: number): string =>
  micros === 0 ? '±$0' : `${micros > 0 ? '+' : MINUS}${dollarsInWords(Math.abs(micros))}`;

/** A change as a share of what it was, rounded down; null: it was nothing. */
export function growthInWords(now: number, before: number): string | null {
  if (before <= 0) return null;
  const percent = Math.trunc(((now - before) / before) * 100);
  return percent === 0 ? '±0%' : `${percent > 0 ? '+' : MINUS}${countInWords(Math.abs(percent))}%`;
}

/** `27 s`, `6 min`, `1 h 52 min`, `2 d 3 h`. */
export function spanInWords(ms: number): string {
  if (ms < TIME.minuteMs) return `${String(Math.round(ms / 1_000))} s`;
  if (ms < TIME.hourMs) return `${String(Math.floor(ms / TIME.minuteMs))} min`;
  const [unit, name, smaller, rest] =
    ms < TIME.dayMs
      ? ([TIME.hourMs, 'h', TIME.minuteMs, 'min'] as const)
      : ([TIME.dayMs, 'd', TIME.hourMs, 'h'] as const);
  const left = Math.floor((ms % unit) / smaller);
  const whole = `${String(Math.floor(ms / unit))} ${name}`;
  return left === 0 ? whole : `${whole} ${String(left)} ${rest}`;
}

/** `opus-4-5` of `claude-opus-4-5-20251101`. */
export const modelInWords = (model: string): string =>
  model.replace(/^claude-/, '').replace(/-\d{8}$/, '');

/** `Week 47`, or `Mon 16 Nov`. */
export function periodName({ period, id, from, timezone }: PeriodOf): string {
  if (period === 'week') return `Week ${String(Number(id.slice(-2)))}`;
  return dayIn(timezone, { weekday: 'short', day: 'numeric', month: 'short' })
    .format(from)
    .replace(',', '');
}

/** `16–22 Nov 2026`. */
export function periodDates({ period, from, to, timezone }: PeriodOf): string {
  const days = dayIn(timezone, { day: 'numeric', month: 'short', year: 'numeric' });
  if (period === 'day') return days.format(from);
  return days.formatRange(from, to - 1).replace(/\s*–\s*/, ' – ');
}

/** `Mon 16 Nov 08:00` in the time zone. */
export const momentInWords = (at: number, timezone: string): string =>
  dayIn(timezone, {
    ...({ weekday: 'short', day: 'numeric', month: 'short' } as const),
    ...({ hour: '2-digit', minute: '2-digit' } as const),
  })
    .format(at)
    .replaceAll(',', '');

/** `Mon`, or the hour `08`. */
export const pointName = (at: number, { period, timezone }: PeriodOf): string =>
  dayIn(timezone, period === 'week' ? { weekday: 'short' } : { hour: '2-digit' }).format(at);

/** `Berlin time`. */
export function zoneName(timezone: string): string {
  if (timezone === 'UTC') return 'UTC';
  return `${(timezone.split('/').at(-1) ?? timezone).replaceAll('_', ' ')} time`;
}

type PeriodOf = Pick<Report, 'period' | 'id' | 'from' | 'to' | 'timezone'>;

const dayIn = (timeZone: string, fields: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { ...fields, timeZone });

const BLOCKS = '▁▂▃▄▅▆▇█';

/** Costs as a row of bars, from zero to the largest; an empty text where nothing was spent. */
export function blocksOf(points: Report['points']): string {
  const most = Math.max(0, ...points.map(({ costMicros }) => costMicros));
  if (most === 0) return '';
  return points
    .map(({ costMicros }) => BLOCKS[Math.round((costMicros / most) * (BLOCKS.length - 1))] ?? '')
    .join('');
}

/** `98% measured`, by tokens, rounded down; null: there are none. */
export function measuredInWords(usage: UsageFigures): string | null {
  const tokens = allTokens(usage);
  if (tokens === 0) return null;
  const share = Math.min(1, allTokens(usage.measured) / tokens);
  return `${String(Math.floor(share * 100 + 1e-9))}% measured`;
}

export const isNothing = ({ usage, activity }: ReportFigures): boolean =>
  usage.requests === 0 &&
  allTokens(usage) === 0 &&
  activity.sessions === 0 &&
  activity.tasksDone + activity.tasksFailed + activity.errors === 0;

/** Of fewer tasks a price for each is chance. */
export const ENOUGH_TASKS = 10;

/** Cost for each task that is done; null: there is none, `too few` below ten. */
export function perTaskInWords({ usage, activity }: ReportFigures): string | null {
  if (activity.tasksDone === 0) return null;
  if (activity.tasksDone < ENOUGH_TASKS) return 'too few';
  return usage.costMicros === 0 ? null : dollarsInWords(usage.costMicros / activity.tasksDone);
}

/** "12 opened, 3 still open"; `isWhole` false: older ones are no longer kept. */
export function incidentsInWords({ opened, open, isWhole }: IncidentCounts): string {
  const count = `${isWhole ? '' : 'at least '}${countInWords(opened)} opened`;
  return open === 0 ? count : `${count}, ${countInWords(open)} still open`;
}

/** "12 opened, 3 still open: waiting 8, failed 4"; "none" where none was opened. */
export function incidentsByKind(incidents: IncidentCounts): string {
  const { opened, isWhole, kinds } = incidents;
  if (opened === 0) return isWhole ? 'none' : 'none that is still kept';
  const named = kinds.map(
    ({ kind, opened: count }) => `${KIND_WORDS[kind].toLowerCase()} ${countInWords(count)}`,
  );
  return `${incidentsInWords(incidents)}: ${named.join(', ')}`;
}

/** "99.9% up, 2 min down"; of what was never probed nothing is said but that. */
export function uptimeInWords({ up, down, unknown }: Report['uptime'][number]): string {
  if (up + down === 0) return 'not measured';
  // Rounded down: only what was never down is 100%.
  const share = Math.floor((up / (up + down)) * 1_000) / 10;
  const parts = [`${String(share)}% up`];
  if (down > 0) parts.push(`${countInWords(down)} min down`);
  if (unknown > 0) parts.push(`${countInWords(unknown)} min not measured`);
  return parts.join(', ');
}

export const SERVICE_WORDS = {
  ingest: 'Ingest',
  hub: 'Live hub',
  database: 'History',
} as const;
