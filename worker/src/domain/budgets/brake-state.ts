import { LIMITS, type Budget, type BrakeState } from '@claude-monitor/protocol';
import { budgetWindow } from './budget-window.ts';

type Braked = Pick<Budget, 'brake' | 'period' | 'timezone' | 'tripped' | 'lifted'>;

/** Keys for which a budget stops tool calls now: its period, or sessions of it. */
export function brakingKeys(budget: Braked, now: number): string[] {
  return budget.brake ? keysNow(budget, now).filter((key) => !isLifted(budget, key)) : [];
}

export function brakeStateOf(budget: Braked, now: number): BrakeState {
  if (!budget.brake) return 'none';
  if (brakingKeys(budget, now).length > 0) return 'braking';
  const keys = liftableKeys(budget, now);
  return keys.length > 0 && keys.every((key) => isLifted(budget, key)) ? 'lifted' : 'armed';
}

/** That it was reached, once for each key. */
export function tripped(
  budget: Budget,
  { key, amount, now }: { key: string; amount: number; now: number },
): Budget {
  const others = budget.tripped.filter((one) => one.key !== key);
  const all = [...others, { key, at: now, amount }];
  return { ...budget, tripped: all.slice(-LIMITS.budgetAlertsKept) };
}

/**
 * For what its brake can be lifted: the period that runs, also before it is reached, or, of a budget for each run, the
 * sessions that it stopped.
 */
function liftableKeys(budget: Braked, now: number): string[] {
  if (!budget.brake) return [];
  const window = budgetWindow(budget, now);
  return window === null ? keysNow(budget, now) : [window.key];
}

/** Nothing is stopped by it, for what it can be lifted for. */
export function lifted(budget: Budget, { by, now }: { by: string; now: number }): Budget {
  const added = liftableKeys(budget, now)
    .filter((key) => !isLifted(budget, key))
    .map((key) => ({ key, at: now, by }));
  return { ...budget, lifted: [...budget.lifted, ...added].slice(-LIMITS.budgetAlertsKept) };
}

/** What was lifted is stopped again. */
export function resumed(budget: Budget, now: number): Budget {
  const keys = new Set(liftableKeys(budget, now));
  return { ...budget, lifted: budget.lifted.filter(({ key }) => !keys.has(key)) };
}

function keysNow(budget: Braked, now: number): string[] {
  const keys = budget.tripped.map(({ key }) => key);
  const window = budgetWindow(budget, now);
  return window === null ? keys : keys.filter((key) => key === window.key);
}

const isLifted = ({ lifted: all }: Braked, key: string): boolean =>
  all.some((one) => one.key === key);
