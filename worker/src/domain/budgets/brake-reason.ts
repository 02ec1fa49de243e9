import { momentInWords, type AlertField, type Budget } from '@claude-monitor/protocol';
import { amountInWords, scopeInWords } from './budget-notice.ts';
import { budgetWindow } from './budget-window.ts';

/** Whom a brake stops is told all of it. */
const ALL: ReadonlySet<AlertField> = new Set([
  'agents',
  'projects',
  'sessions',
  'people',
  'texts',
] as const);

const PERIODS: Record<Budget['period'], string> = {
  run: 'each run of a session',
  day: 'this day',
  week: 'this week',
  month: 'this month',
};

/** Why a tool call is denied, for the model and its user: which budget, its figures, who set it, how to lift it. */
export function brakeReason(
  budget: Budget,
  { key, origin, now }: { key: string; origin: string; now: number },
): string {
  const used = budget.tripped.find((one) => one.key === key)?.amount ?? 0;
  const window = budgetWindow(budget, now);
  const until =
    window === null
      ? ''
      : `, or until ${momentInWords(window.to, budget.timezone)} (${budget.timezone})`;
  return [
    `Claude Monitor stopped this tool call: the budget of ${scopeInWords(budget.scope, ALL)} for ${PERIODS[budget.period]} is used up, ${amountInWords(budget, used)} of ${amountInWords(budget, budget.limit)}.`,
    `It was set by ${budget.setBy === null ? 'an administrator' : `“${budget.setBy}”`}, and stops tool calls until an administrator lifts it${until}.`,
    `To lift it: ${origin}/settings/budgets, or \`claude-monitor budget --lift ${budget.id}\`.`,
    'Do not try other tools. Say what is done and what is left, then stop.',
  ].join(' ');
}
