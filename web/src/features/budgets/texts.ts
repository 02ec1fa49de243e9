import type { BudgetPeriod, BudgetScope, BudgetState } from '@claude-monitor/protocol/api/budgets';

export const pageTitle = 'Budgets · Claude Monitor';
export const title = 'Budgets';
export const about =
  'Limit spending in dollars (list price) or tokens. Channels are alerted at 50, 80 and 100% of each period. Work stops only where a budget has a brake.';
export const listName = 'budgets';
export const empty = 'No budgets yet. Add one to get alerts before a limit is reached.';
export const add = 'Add a budget';
export const formTitle = 'New budget';
export const whose = 'Applies to';
export const KIND_WORDS: Readonly<Record<BudgetScope['kind'], string>> = {
  workspace: 'The whole workspace',
  project: 'A project',
  agent: 'An agent',
  user: 'A person',
  session: 'A session',
  task: 'A task',
  label: 'A label',
};
export const name = 'Name';
export const nameMeans = 'As shown in lists. For a label: team:core.';
export const nameWrong = 'Enter a name.';
export const labelWrong = 'Enter a label as key:value, for example team:core.';
export const limit = 'Limit';
export const limitWrong = 'Enter an amount of 0 or more, for example 250.';
export const unit = 'Unit';
export const UNIT_WORDS = { dollars: 'Dollars', tokens: 'Tokens' } as const;
export const period = 'Period';
export const PERIOD_WORDS: Readonly<Record<BudgetPeriod, string>> = {
  month: 'Each month',
  week: 'Each week',
  day: 'Each day',
  run: 'Each run of a session',
};
export const timezone = 'Time zone';
export const brake = 'Stop tool calls when it is used up';
export const brakeMeans =
  'Claude Code is denied every tool call of whom the budget is about, and told why, until an administrator lifts it or the period ends. A request under way is not stopped. If this monitor can’t be reached for a minute, nothing is stopped.';
export const create = 'Add';
export const change = 'Change';
export const changeOf = (name: string): string => `Change the budget of ${name}`;
export const changeMeans = 'Another limit or brake starts over with messages and stops.';
export const save = 'Save';
export const lift = 'Lift for this period';
export const liftRuns = 'Lift for these runs';
export const liftOf = (name: string): string => `Lift the brake of ${name}`;
export const resume = 'Stop again';
export const resumeOf = (name: string): string => `Have the brake of ${name} stop again`;
export const BRAKE_WORDS: Readonly<Record<BudgetState['brakeState'], string | null>> = {
  none: null,
  armed: 'Stops tool calls when it is used up.',
  braking: 'Tool calls are stopped now.',
  lifted: 'Its brake is lifted: nothing is stopped.',
};
export const setBy = (name: string): string => `Set by ${name}.`;
export const liftedBy = (name: string): string => `Lifted by ${name}.`;
export const remove = 'Remove';
export const removeOf = (name: string): string => `Remove the budget of ${name}`;
export const removeTitle = ({ scope }: { scope: BudgetScope }): string =>
  `${removeOf(scopeOf(scope))}?`;
export const workspace = 'the workspace';
export const scopeOf = (scope: BudgetScope): string => {
  switch (scope.kind) {
    case 'workspace':
      return workspace;
    case 'label':
      return `${scope.key}:${scope.value}`;
    case 'project':
    case 'agent':
    case 'user':
    case 'session':
    case 'task':
      return `${scope.kind} ${scope.name}`;
  }
};
export const usedOf = (used: string, limit: string): string => `${used} of ${limit}`;
export const percentUsed = (percent: string): string => `${percent}% used`;
export const noLimit = 'exceeded by the first request';
export const unused =
  'No usage under this name in this period. If it was renamed, add a budget with the new name.';
export const forecast = ({
  amount,
  low,
  high,
  days,
}: {
  amount: string;
  low: string;
  high: string;
  days: number;
}): string => `Forecast: ${amount} by the end (${low} to ${high}, based on ${String(days)} days).`;
export const NO_FORECAST_WORDS: Readonly<
  Record<NonNullable<BudgetState['noForecast']>, string | null>
> = {
  run: null,
  day: null,
  too_early: 'Forecast available after three full days.',
};
export const unpriced = (count: string): string =>
  `${count} requests without a list price are excluded.`;
export const dearest = 'Session with the most usage';
export const reported = (thresholds: string): string => `Message sent at ${thresholds}.`;
