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
  scope: BudgetScope;
  unit: BudgetUnit;
  limit: number;
  period: BudgetPeriod;
  timezone: string;
  brake: boolean;
};

export type BudgetChange = { limit: number; brake: boolean };

export const fetchBudgets = (fetchFrom: Fetch): Promise<AdminOutcome<BudgetsAnswer>> =>
  callAdmin({ method: 'GET', path: '/v1/budgets', schema: budgetsAnswerSchema }, fetchFrom);

export const addBudget = (body: BudgetInput, fetchFrom: Fetch): Promise<AdminOutcome<Budget>> =>
  callAdmin({ method: 'POST', path: '/v1/budgets', body, schema: budgetSchema }, fetchFrom);

const pathOf = (id: string): string => `/v1/budgets/${encodeURIComponent(id)}`;

export const changeBudget = (
  id: string,
  body: BudgetChange,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Budget>> =>
  callAdmin({ method: 'PUT', path: pathOf(id), body, schema: budgetSchema }, fetchFrom);

/** Whom its brake stops may go on. */
export const liftBudget = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<Budget>> =>
  callAdmin({ method: 'POST', path: `${pathOf(id)}/lift`, schema: budgetSchema }, fetchFrom);

/** They are stopped again. */
export const resumeBudget = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<Budget>> =>
  callAdmin({ method: 'DELETE', path: `${pathOf(id)}/lift`, schema: budgetSchema }, fetchFrom);

export const removeBudget = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin({ method: 'DELETE', path: pathOf(id), schema: NOTHING }, fetchFrom);
