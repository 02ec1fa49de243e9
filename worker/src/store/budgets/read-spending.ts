import { allTokens, TIME, type Budget, type UsageFigures } from '@claude-monitor/protocol';
import { budgetWindow } from '../../domain/budgets/budget-window.ts';
import type { Spending, SpendingPart } from '../../domain/budgets/spending.ts';
import type { ReportReads } from '../reports/read-report.ts';
import type { UsageQuery } from '../usage/usage.ts';

/** Sessions of a budget for each run that are looked at: those that used most. */
const RUNS = 20;
/** A run that nobody heard of for longer is over. */
const RUNS_MS = 7 * TIME.dayMs;

/** What a budget's scope used by now, by the readers of the usage pages. */
export async function readSpending(
  reads: Pick<ReportReads, 'usage' | 'sessions'>,
  budget: Budget,
  now: number,
): Promise<Spending> {
  const window = budgetWindow(budget, now);
  if (window === null) return await readRuns(reads, budget, now);
  const { series, totals } = await reads.usage({
    ...usageOf(budget),
    from: window.from,
    to: window.to,
    interval: 'day',
    timezone: budget.timezone,
  });
  return {
    id: budget.id,
    parts: [partOf(budget, window.key, totals)],
    days: series.filter(({ until }) => until <= now).map((day) => amountOf(budget, day)),
  };
}

async function readRuns(
  reads: Pick<ReportReads, 'usage' | 'sessions'>,
  budget: Budget,
  now: number,
): Promise<Spending> {
  const { of, id } = budget;
  if (of.kind === 'session' || of.kind === 'task') {
    const { totals } = await reads.usage(usageOf(budget));
    return { id, parts: [partOf(budget, of.name, totals)], days: [] };
  }
  const { items } = await reads.sessions({
    ...(of.kind === 'project' ? { project: [of.name] } : {}),
    ...(of.kind === 'agent' ? { agent: [of.name] } : {}),
    ...(of.kind === 'user' ? { user: [of.name] } : {}),
    ...(of.kind === 'label' ? { label: [[of.key, of.value]] } : {}),
    // A run of before the budget is nobody's news.
    from: Math.max(budget.createdAt, now - RUNS_MS),
    sort: budget.unit === 'dollars' ? 'cost' : 'tokens',
    order: 'desc',
    limit: RUNS,
    facets: false,
  });
  const parts = items.map((session) => ({
    ...partOf(budget, session.id, session.usage),
    session: { id: session.id, sessionId: session.sessionId },
  }));
  return { id, parts, days: [] };
}

function usageOf({ of }: Budget): UsageQuery {
  switch (of.kind) {
    case 'workspace':
      return {};
    case 'project':
      return { project: [of.name] };
    case 'agent':
      return { agent: [of.name] };
    case 'user':
      return { user: [of.name] };
    case 'session':
      return { session: [of.name] };
    case 'task':
      return { task: [of.name] };
    case 'label':
      return { label: [[of.key, of.value]] };
  }
}

const partOf = (budget: Budget, key: string, usage: UsageFigures): SpendingPart => ({
  key,
  session: null,
  amount: amountOf(budget, usage),
  unpricedRequests: usage.unpricedRequests,
});

const amountOf = ({ unit }: Budget, usage: UsageFigures): number =>
  unit === 'dollars' ? usage.costMicros / 1e6 : allTokens(usage);
