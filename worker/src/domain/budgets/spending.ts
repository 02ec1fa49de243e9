import {
  BUDGET_THRESHOLDS,
  type Budget,
  type BudgetState,
  type Forecast,
} from '@claude-monitor/protocol';
import { brakeStateOf } from './brake-state.ts';
import { budgetWindow, type BudgetWindow } from './budget-window.ts';

/** One thing that a budget is held against: its period, or a session of it. */
export type SpendingPart = {
  /** Of the period, or the internal id of the session. */
  key: string;
  session: { id: string; sessionId: string } | null;
  /** In dollars or tokens. */
  amount: number;
  unpricedRequests: number;
};

/** What was used by now, the largest part first, and by whole days of the period that are over. */
export type Spending = { id: string; parts: SpendingPart[]; days: number[] };

/** Of fewer days a forecast says more about chance. */
const FEWEST_DAYS = 3;

/** The highest threshold that is reached; null: none is. Of a budget of 0 all are, with the first that is used. */
export function thresholdOf(limit: number, amount: number): number | null {
  if (amount <= 0) return null;
  const reached = BUDGET_THRESHOLDS.filter((threshold) => amount * 100 >= limit * threshold);
  return reached.at(-1) ?? null;
}

/** Parts that reached a threshold that had no alert in their period. */
export function dueThresholds(
  budget: Pick<Budget, 'limit' | 'alerted'>,
  { parts }: Spending,
): { part: SpendingPart; threshold: number }[] {
  return parts.flatMap((part) => {
    const threshold = thresholdOf(budget.limit, part.amount);
    if (threshold === null) return [];
    const isAlerted = budget.alerted.some(
      (one) => one.key === part.key && one.threshold >= threshold,
    );
    return isAlerted ? [] : [{ part, threshold }];
  });
}

/** A budget with where it stands. */
export function budgetState(budget: Budget, spending: Spending, now: number): BudgetState {
  const window = budgetWindow(budget, now);
  const [first] = spending.parts;
  const spent = first?.amount ?? 0;
  const { forecast, noForecast } = forecastOf(budget, { spent, days: spending.days, window, now });
  return {
    ...budget,
    from: window?.from ?? null,
    to: window?.to ?? null,
    spent,
    share: budget.limit === 0 ? null : spent / budget.limit,
    session: first?.session ?? null,
    unpricedRequests: first?.unpricedRequests ?? 0,
    forecast,
    noForecast,
    brakeState: brakeStateOf(budget, now),
  };
}

/**
 * What was used, and for the time that is left as much a day as on the whole days of the period that are over; the
 * cheapest and the dearest of them say how sure that is.
 */
function forecastOf(
  { period }: Budget,
  {
    spent,
    days,
    window,
    now,
  }: {
    spent: number;
    days: readonly number[];
    window: BudgetWindow | null;
    now: number;
  },
): { forecast: Forecast | null; noForecast: BudgetState['noForecast'] } {
  if (period === 'run' || window === null) return { forecast: null, noForecast: 'run' };
  if (period === 'day') return { forecast: null, noForecast: 'day' };
  if (days.length < FEWEST_DAYS) return { forecast: null, noForecast: 'too_early' };
  const left = Math.max(0, window.to - now) / DAY_MS;
  const mean = days.reduce((sum, day) => sum + day, 0) / days.length;
  return {
    noForecast: null,
    forecast: {
      amount: spent + mean * left,
      low: spent + Math.min(...days) * left,
      high: spent + Math.max(...days) * left,
      days: days.length,
    },
  };
}

const DAY_MS = 86_400_000;
