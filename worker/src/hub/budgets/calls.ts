import { LIMITS, type Budget, type BudgetChange, type NewBudget } from '@claude-monitor/protocol';
import { lifted, resumed } from '../../domain/budgets/brake-state.ts';
import { budgetName } from '../../domain/budgets/budget-notice.ts';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';

export type BudgetCall = NewBudget & { id: string };

/** Name of the key that asks. */
type By = { by: string };

type Named = Budget & { name: string };

type Deps = Pick<OpenHub, 'budgets' | 'alerts' | 'now'>;

export function createBudget(
  deps: Deps,
  { channels, ...fields }: BudgetCall,
  { by }: By,
): Answer<Named> {
  const { budgets, now } = deps;
  if (budgets.budgets.count >= LIMITS.budgets) {
    const most = String(LIMITS.budgets);
    return refuse('conflict', `This workspace has ${most} budgets. Remove one first.`);
  }
  const fault = unknownChannel(deps, channels);
  if (fault !== null) return fault;
  const budget: Budget = {
    ...fields,
    channels: channels ?? null,
    createdAt: now(),
    alerted: [],
    setBy: by,
    tripped: [],
    lifted: [],
  };
  budgets.budgets.save(budget);
  budgets.brakes.changed();
  budgets.lookAgain();
  return { ok: true, value: named(budget) };
}

/** Another limit starts over: what the former one alerted and stopped is so again, where it holds. */
export function changeBudget(
  deps: Deps,
  { id, limit, channels, brake }: BudgetChange & { id: string },
  { by }: By,
): Answer<Named> {
  const { budgets } = deps;
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  const fault = unknownChannel(deps, channels ?? undefined);
  if (fault !== null) return fault;
  const isOther =
    (limit !== undefined && limit !== budget.limit) ||
    (brake !== undefined && brake !== budget.brake);
  const changed: Budget = {
    ...budget,
    limit: limit ?? budget.limit,
    channels: channels === undefined ? budget.channels : channels,
    ...(limit !== undefined && limit !== budget.limit ? { alerted: [] } : {}),
    ...(isOther ? { brake: brake ?? budget.brake, setBy: by, tripped: [], lifted: [] } : {}),
  };
  budgets.budgets.save(changed);
  if (isOther) {
    budgets.brakes.forget(id);
    budgets.brakes.changed();
    budgets.lookAgain();
  }
  return { ok: true, value: named(changed) };
}

export function deleteBudget({ budgets }: Pick<OpenHub, 'budgets'>, id: string): Answer<Named> {
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  budgets.budgets.delete(id);
  budgets.brakes.forget(id);
  budgets.brakes.changed();
  return { ok: true, value: named(budget) };
}

/** Whom its brake stops may go on. */
export function liftBudget({ budgets, now }: Deps, id: string, { by }: By): Answer<Named> {
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  const changed = lifted(budget, { by, now: now() });
  if (changed.lifted.length === budget.lifted.length) return refuse('conflict', NOTHING_TO_LIFT);
  budgets.budgets.save(changed);
  budgets.brakes.changed();
  return { ok: true, value: named(changed) };
}

/** Whom its brake stopped before it was lifted is stopped again. */
export function resumeBudget({ budgets, now }: Deps, id: string): Answer<Named> {
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  const changed = resumed(budget, now());
  if (changed.lifted.length === budget.lifted.length) return refuse('conflict', NOT_LIFTED);
  budgets.budgets.save(changed);
  budgets.brakes.changed();
  return { ok: true, value: named(changed) };
}

export function listBudgets({ budgets }: Pick<OpenHub, 'budgets'>): Answer<Budget[]> {
  return { ok: true, value: budgets.budgets.all };
}

const GONE = 'Budget not found.';
const NOTHING_TO_LIFT = 'This budget has no brake, stops nobody now, or is lifted already.';
const NOT_LIFTED = 'The brake of this budget is not lifted now.';

/** With the name that the audit log has. */
const named = (budget: Budget): Named => ({ ...budget, name: budgetName(budget) });

function unknownChannel({ alerts }: Deps, channels: readonly string[] | undefined) {
  const unknown = channels?.find((id) => alerts.settings.channel(id) === null);
  return unknown === undefined ? null : refuse('invalid_body', 'channels: channel not found.');
}
