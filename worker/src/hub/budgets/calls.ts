import { LIMITS, type Budget, type BudgetChange, type NewBudget } from '@claude-monitor/protocol';
import { budgetName } from '../../domain/budgets/budget-notice.ts';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';

export type BudgetCall = NewBudget & { id: string };

type Named = Budget & { name: string };

type Parts = Pick<OpenHub, 'budgets' | 'alerts' | 'now'>;

export function createBudget(parts: Parts, { channels, ...asked }: BudgetCall): Answer<Named> {
  const { budgets, now } = parts;
  if (budgets.budgets.count >= LIMITS.budgets) {
    const most = String(LIMITS.budgets);
    return refuse('conflict', `This workspace has ${most} budgets. Remove one first.`);
  }
  const fault = unknownChannel(parts, channels);
  if (fault !== null) return fault;
  const budget: Budget = { ...asked, channels: channels ?? null, createdAt: now(), alerted: [] };
  budgets.budgets.save(budget);
  budgets.lookAgain();
  return { ok: true, value: named(budget) };
}

/** Another limit starts over: what the former one alerted is alerted again, where it holds. */
export function changeBudget(
  parts: Parts,
  id: string,
  { limit, channels }: BudgetChange,
): Answer<Named> {
  const { budgets } = parts;
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  const fault = unknownChannel(parts, channels ?? undefined);
  if (fault !== null) return fault;
  const isOther = limit !== undefined && limit !== budget.limit;
  const changed: Budget = {
    ...budget,
    limit: limit ?? budget.limit,
    channels: channels === undefined ? budget.channels : channels,
    alerted: isOther ? [] : budget.alerted,
  };
  budgets.budgets.save(changed);
  if (isOther) budgets.lookAgain();
  return { ok: true, value: named(changed) };
}

export function deleteBudget({ budgets }: Pick<OpenHub, 'budgets'>, id: string): Answer<Named> {
  const budget = budgets.budgets.find(id);
  if (budget === null) return refuse('not_found', GONE);
  budgets.budgets.delete(id);
  return { ok: true, value: named(budget) };
}

export function listBudgets({ budgets }: Pick<OpenHub, 'budgets'>): Answer<Budget[]> {
  return { ok: true, value: budgets.budgets.all };
}

const GONE = 'Budget not found.';

/** With the name that the audit log has. */
const named = (budget: Budget): Named => ({ ...budget, name: budgetName(budget) });

function unknownChannel({ alerts }: Parts, channels: readonly string[] | undefined) {
  const unknown = channels?.find((id) => alerts.settings.channel(id) === null);
  return unknown === undefined ? null : refuse('invalid_body', 'channels: no channel has this id.');
}
