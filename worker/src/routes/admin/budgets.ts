import {
  askBrakesBodySchema,
  brakesAnswerSchema,
  budgetsAnswerSchema,
  budgetSchema,
  changeBudgetBodySchema,
  createBudgetBodySchema,
} from '@claude-monitor/protocol';
import { budgetState } from '../../domain/budgets/spending.ts';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { readSpending } from '../../store/budgets/read-spending.ts';
import { answerOrUnavailable } from '../history/history.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const ID_BYTES = 9;

const listBudgets = route({
  method: 'get',
  path: '/v1/budgets',
  summary: 'List budgets with usage and forecast',
  access: 'read',
  answers: { 200: jsonAnswer(budgetsAnswerSchema, 'The oldest first. By the sums of usage.') },
});

const createBudget = route({
  method: 'post',
  path: '/v1/budgets',
  summary: 'Add a budget in dollars or tokens; channels get an alert at 50, 80 and 100%',
  access: 'admin',
  body: createBudgetBodySchema,
  answers: { 201: jsonAnswer(budgetSchema, 'The budget. 409 if there are too many.') },
});

const changeBudget = route({
  method: 'put',
  path: '/v1/budgets/:id',
  params: idParams,
  summary: 'Change the limit, the channels or the brake of a budget',
  access: 'admin',
  body: changeBudgetBodySchema,
  answers: { 200: jsonAnswer(budgetSchema, 'The budget. 404 if there is none.') },
});

const deleteBudget = route({
  method: 'delete',
  path: '/v1/budgets/:id',
  params: idParams,
  summary: 'Remove a budget',
  access: 'admin',
  answers: { 204: { description: 'Removed.' } },
});

const liftBudget = route({
  method: 'post',
  path: '/v1/budgets/:id/lift',
  params: idParams,
  summary: 'Lift the brake of a budget',
  description:
    'Whom it stops may call tools again: until the period ends, or, of a budget for each run, in the sessions that it stopped.',
  access: 'admin',
  answers: {
    200: jsonAnswer(
      budgetSchema,
      'The budget. 404 if there is none, 409 if there is nothing to lift.',
    ),
  },
});

const resumeBudget = route({
  method: 'delete',
  path: '/v1/budgets/:id/lift',
  params: idParams,
  summary: 'Have the brake of a budget stop again what it stopped before it was lifted',
  access: 'admin',
  answers: {
    200: jsonAnswer(budgetSchema, 'The budget. 404 if there is none, 409 if it is not lifted.'),
  },
});

const askBrakes = route({
  method: 'post',
  path: '/v1/brakes',
  summary: 'Ask which budgets stop the tool calls of these sessions',
  description:
    'For relays. Answered at once where it is other than `known`, else when it changes, or after `waitMs`.',
  access: 'ingest',
  body: askBrakesBodySchema,
  answers: { 200: jsonAnswer(brakesAnswerSchema, 'The brakes that hold now.') },
});

/** `/v1/budgets`: kept and watched by the hub; what was used is read as the usage pages read it. */
export function mountBudgets(router: Router): void {
  const { deps } = router;

  mount(router, listBudgets, async ({ c, hub, caller }) => {
    const { asOf, fresh } = await hub('read');
    const budgets = await hub('listBudgets');
    const { history } = deps;
    const { workspace } = caller;
    const now = deps.now();
    const items = await answerOrUnavailable('budgets', deps, () =>
      Promise.all(
        budgets.map(async (budget) => {
          const reads = {
            usage: (query: Parameters<typeof history.usage>[1]) => history.usage(workspace, query),
          };
          return budgetState(budget, await readSpending(reads, budget, now), now);
        }),
      ),
    );
    return c.json({ asOf, fresh, items }, 200);
  });

  mount(router, createBudget, async ({ c, hub, body }) => {
    const id = encodeBase62(deps.randomBytes(ID_BYTES));
    const { name: _, ...budget } = await hub('createBudget', { ...body, id });
    return c.json(budget, 201);
  });

  mount(router, changeBudget, async ({ c, hub, params, body }) => {
    const { name: _, ...budget } = await hub('changeBudget', params.id, body);
    return c.json(budget, 200);
  });

  mount(router, liftBudget, async ({ c, hub, params }) => {
    const { name: _, ...budget } = await hub('liftBudget', params.id);
    return c.json(budget, 200);
  });

  mount(router, resumeBudget, async ({ c, hub, params }) => {
    const { name: _, ...budget } = await hub('resumeBudget', params.id);
    return c.json(budget, 200);
  });

  mount(router, askBrakes, async ({ c, hub, body }) =>
    c.json(await hub('askBrakes', body, c.get('origin')), 200),
  );

  mount(router, deleteBudget, async ({ c, hub, params }) => {
    await hub('deleteBudget', params.id);
    return c.body(null, 204);
  });
}
