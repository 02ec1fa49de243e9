import { TIME, type Budget } from '@claude-monitor/protocol';
import { daysIn } from '../calendar.ts';
import { periodAt } from '../reports/periods.ts';

/** What of time a budget is about now; `key` names it, so that each threshold is alerted once in it. */
export type BudgetWindow = { key: string; from: number; to: number };

/** The period that runs; null for `run`, which the sessions make. */
export function budgetWindow(
  { period, timezone }: Pick<Budget, 'period' | 'timezone'>,
  now: number,
): BudgetWindow | null {
  switch (period) {
    case 'run':
      return null;
    case 'day':
    case 'week': {
      const { id, from, to } = periodAt(period, now, timezone);
      return { key: id, from, to };
    }
    case 'month':
      return monthAt(now, timezone);
  }
}

function monthAt(now: number, timezone: string): BudgetWindow {
  const days = daysIn(timezone);
  const today = new Date(days.dayAt(now) * TIME.dayMs);
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  const startOf = (of: number): number =>
    days.startOf(Math.floor(Date.UTC(year, of, 1) / TIME.dayMs));
  return { key: today.toISOString().slice(0, 7), from: startOf(month), to: startOf(month + 1) };
}
