import type { AskBrakes, BrakesAnswer, BudgetChange, HookAnswer } from '@claude-monitor/protocol';
import type { HookCall } from '../budgets/brakes.ts';
import type { Answer } from '../rpc.ts';
import {
  changeBudget,
  createBudget,
  deleteBudget,
  liftBudget,
  listBudgets,
  resumeBudget,
  type BudgetCall,
} from '../budgets/calls.ts';
import { auditedChange, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const BUDGET_COMMANDS = {
  listBudgets: query({ scope: 'read', run: ({ hub }) => listBudgets(hub) }),
  createBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_created',
    run: ({ hub, credential }: Admin, budget: BudgetCall) =>
      createBudget(hub, budget, { by: credential.name }),
  }),
  changeBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_changed',
    run: ({ hub, credential }: Admin, id: string, wanted: BudgetChange) =>
      changeBudget(hub, { ...wanted, id }, { by: credential.name }),
  }),
  deleteBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_removed',
    run: ({ hub }: Admin, id: string) => deleteBudget(hub, id),
  }),
  liftBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_lifted',
    run: ({ hub, credential }: Admin, id: string) => liftBudget(hub, id, { by: credential.name }),
  }),
  resumeBudget: auditedChange({
    scope: 'admin',
    audit: 'budget_resumed',
    run: ({ hub }: Admin, id: string) => resumeBudget(hub, id),
  }),
  /** What stops the sessions of a relay; may wait for news. */
  askBrakes: query({
    scope: 'ingest',
    run: async (
      { hub, credential }: Call<'ingest'>,
      brakesQuery: AskBrakes,
      origin: string,
    ): Promise<Answer<BrakesAnswer>> => ({
      ok: true,
      value: await hub.budgets.brakes.answerWhenNew(brakesQuery, credential, origin),
    }),
  }),
  /** What a hook is answered that was sent straight here. */
  answerHook: query({
    scope: 'ingest',
    run: ({ hub, credential }: Call<'ingest'>, call: HookCall): Answer<HookAnswer> => ({
      ok: true,
      value: hub.budgets.brakes.hook(call, credential),
    }),
  }),
};
