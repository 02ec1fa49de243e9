import { TIME } from '@claude-monitor/protocol/limits';

export const TIME_WINDOWS = ['hour', 'day', 'week', 'all'] as const;
export type TimeWindow = (typeof TIME_WINDOWS)[number];

const LENGTH_MS = { hour: TIME.hourMs, day: TIME.dayMs, week: 7 * TIME.dayMs } as const;

export type Period =
  | { kind: 'moving'; window: TimeWindow }
  | { kind: 'fixed'; from: number | null; to: number | null };

/** What an address asks for; a day, where it says nothing that can be understood. */
export function periodFrom(query: (name: 'window' | 'from' | 'to') => string | null): Period {
  const from = timeFrom(query('from'));
  const to = timeFrom(query('to'));
  if (from !== null || to !== null) return { kind: 'fixed', from, to };
  const window = TIME_WINDOWS.find((one) => one === query('window')) ?? 'day';
  return { kind: 'moving', window };
}

export function boundsOf(period: Period, now: number): { from: number | null; to: number | null } {
  if (period.kind === 'fixed') return { from: period.from, to: period.to };
  // Without a bound the server would take one of its own.
  return { from: period.window === 'all' ? 0 : now - LENGTH_MS[period.window], to: null };
}

/** Epoch milliseconds or ISO 8601, as the API takes them. */
function timeFrom(text: string | null): number | null {
  if (text === null || text === '') return null;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(time) ? time : null;
}
