import { allTokens, TIME, type Budget, type UsageFigures } from '@claude-monitor/protocol';
import { budgetWindow } from '../../domain/budgets/budget-window.ts';
import type { Spending, SpendingPart } from '../../domain/budgets/spending.ts';
import type { ReportReads } from '../reports/read-report.ts';
import type { UsageQuery } from '../usage/usage.ts';

/** Sessions of a budget for each run that are looked at: those that used most of late. */
const RUNS = 20;
/** A run that nobody heard of for longer is over. */
const RUNS_MS = 7 * TIME.dayMs;

/** What a budget's scope used by now, by the readers of the usage pages. */
export async function readSpending(
  reads: Pick<ReportReads, 'usage'>,
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
  reads: Pick<ReportReads, 'usage'>,
  budget: Budget,
  now: number,
): Promise<Spending> {
  const { scope, id } = budget;
  if (scope.kind === 'session' || scope.kind === 'task') {
    const { totals } = await reads.usage(usageOf(budget));
    return { id, parts: [partOf(budget, scope.name, totals)], days: [] };
  }
  const own = usageOf(budget);
  // A run of before the budget is nobody's news.
  const from = Math.max(budget.createdAt, hourOf(now - RUNS_MS));
  const { groups: active } = await reads.usage({
    ...own,
    from,
    groupBy: ['session'],
    most: { of: budget.unit === 'dollars' ? 'cost' : 'tokens', groups: RUNS },
  });
  const runs = active.flatMap((group) => group.id ?? []);
  if (runs.length === 0) return { id, parts: [], days: [] };
  // Of those few, all that they used: by the index of their rows.
  const { groups } = await reads.usage({ ...own, session: runs, groupBy: ['session'] });
  const parts = groups.flatMap((group) =>
    group.id === undefined
      ? []
      : [
          {
            ...partOf(budget, group.id, group),
            session: { id: group.id, sessionId: group.key ?? group.id },
          },
        ],
  );
  return { id, parts, days: [] };
}

const hourOf = (at: number): number => at - (at % TIME.hourMs);

function usageOf({ scope }: Budget): UsageQuery {
  switch (scope.kind) {
    case 'workspace':
      return {};
    case 'project':
      return { project: [scope.name] };
    case 'agent':
      return { agent: [scope.name] };
    case 'user':
      return { user: [scope.name] };
    case 'session':
      return { session: [scope.name] };
    case 'task':
      return { task: [scope.name] };
    case 'label':
      return { label: [[scope.key, scope.value]] };
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
