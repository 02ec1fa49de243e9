import {
  countInWords,
  dollarsInWords,
  momentInWords,
  type AlertField,
  type Budget,
  type BudgetScope,
} from '@claude-monitor/protocol';
import type { Notice } from '../alerts/notice.ts';
import { budgetWindow } from './budget-window.ts';
import type { SpendingPart } from './spending.ts';

/** That a budget reached a threshold, as one channel may have it. */
export function budgetNotice(
  budget: Budget,
  { part, threshold }: { part: SpendingPart; threshold: number },
  { shows, now }: { shows: readonly AlertField[]; now: number },
): Notice {
  const may = new Set(shows);
  const window = budgetWindow(budget, now);
  const used = amountInWords(budget, part.amount);
  const limit = amountInWords(budget, budget.limit);
  const share = threshold >= 100 ? 'used up' : `${String(threshold)}% used`;
  const session = part.session !== null && may.has('sessions') ? part.session.sessionId : null;
  const facts = [
    { label: 'Used', value: `${used} of ${limit}` },
    { label: 'Budget', value: `${scopeInWords(budget.scope, may)}, ${PERIODS[budget.period]}` },
    ...(session === null ? [] : [{ label: 'Session', value: session }]),
    ...(window === null
      ? []
      : [{ label: 'Until', value: momentInWords(window.to, budget.timezone) }]),
  ];
  return {
    purpose: 'budget',
    rule: null,
    title: `Budget of ${scopeInWords(budget.scope, may)} ${PERIODS[budget.period]}: ${share}`,
    severity: null,
    facts,
    text:
      budget.unit === 'dollars' && part.unpricedRequests > 0
        ? `${countInWords(part.unpricedRequests)} requests have no list price and are not in it.`
        : null,
    at: now,
    endedAt: null,
    isLate: false,
    more: 0,
    note: `At list price; one alert at each of 50, 80 and 100%${budget.period === 'run' ? ' and session' : ''}`,
    path:
      part.session === null
        ? '/settings/budgets'
        : `/sessions/${encodeURIComponent(part.session.id)}`,
  };
}

const PERIODS: Record<Budget['period'], string> = {
  run: 'each run',
  day: 'this day',
  week: 'this week',
  month: 'this month',
};

/** Micro-dollars are as fine as amounts get; larger ones than that can hold are words of their own. */
export const amountInWords = ({ unit }: Pick<Budget, 'unit'>, amount: number): string =>
  unit === 'tokens' ? `${countInWords(Math.round(amount))} tokens` : dollarsInWords(amount * 1e6);

/** Whose budget it is; who may not be named is not. */
export function scopeInWords(scope: BudgetScope, may: ReadonlySet<AlertField>): string {
  switch (scope.kind) {
    case 'workspace':
      return 'the workspace';
    case 'project':
      return may.has('projects') ? `project ${scope.name}` : 'a project';
    case 'agent':
      return may.has('agents') ? `agent ${scope.name}` : 'an agent';
    case 'user':
      return may.has('people') ? scope.name : 'a person';
    case 'session':
      return may.has('sessions') ? `session ${scope.name}` : 'a session';
    case 'task':
      return 'a task';
    case 'label':
      return may.has('texts') ? `label ${scope.key}: ${scope.value}` : 'a label';
  }
}

/** The audit log outlives people and sessions, and names none (rule STO10). */
const AUDITED: ReadonlySet<AlertField> = new Set<AlertField>(['projects', 'agents']);

/** What the audit log calls it. */
export function budgetName({ scope, unit, limit, period }: Budget): string {
  return `${scopeInWords(scope, AUDITED)}, ${amountInWords({ unit }, limit)}, ${PERIODS[period]}`;
}
