import {
  budgetsAnswerSchema,
  budgetSchema,
  type Budget,
  type BudgetPeriod,
  type BudgetsAnswer,
  type BudgetScope,
  type BudgetUnit,
} from '@claude-monitor/protocol/api/budgets';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

export type BudgetInput = {
  of: BudgetScope;
  unit: BudgetUnit;
  limit: number;
  period: BudgetPeriod;
  timezone: string;
};

export const fetchBudgets = (fetchFrom: Fetch): Promise<AdminOutcome<BudgetsAnswer>> =>
  callAdmin({ method: 'GET', path: '/v1/budgets', schema: budgetsAnswerSchema }, fetchFrom);

export const addBudget = (body: BudgetInput, fetchFrom: Fetch): Promise<AdminOutcome<Budget>> =>
  callAdmin({ method: 'POST', path: '/v1/budgets', body, schema: budgetSchema }, fetchFrom);

export const removeBudget = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin(
    { method: 'DELETE', path: `/v1/budgets/${encodeURIComponent(id)}`, schema: NOTHING },
    fetchFrom,
  );
