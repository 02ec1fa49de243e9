import type { BudgetChange } from '@claude-monitor/protocol';
import {
  changeBudget,
  createBudget,
  deleteBudget,
  listBudgets,
  type BudgetCall,
} from '../budgets/calls.ts';
import { auditedChange, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const BUDGET_COMMANDS = {
  listBudgets: query({ scope: 'read', run: ({ hub }) => listBudgets(hub) }),
  createBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_made',
    run: ({ hub }: Admin, budget: BudgetCall) => createBudget(hub, budget),
  }),
  changeBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_changed',
    run: ({ hub }: Admin, id: string, wanted: BudgetChange) => changeBudget(hub, id, wanted),
  }),
  deleteBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_removed',
    run: ({ hub }: Admin, id: string) => deleteBudget(hub, id),
  }),
};
