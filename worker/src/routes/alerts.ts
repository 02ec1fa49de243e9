import {
  AppError,
  changeRuleBodySchema,
  deliveriesAnswerSchema,
  deliveriesQuerySchema,
  deliverySchema,
  ruleKindSchema,
  rulesAnswerSchema,
  ruleSchema,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { parseWith } from '../http/parse.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const listRules: Route = {
  method: 'get',
  path: '/v1/rules',
  summary: 'What alerts are about',
  access: 'admin',
  answers: { 200: jsonAnswer(rulesAnswerSchema, 'One rule of each kind.') },
};

const changeRule: Route = {
  method: 'put',
  path: '/v1/rules/:id',
  summary: 'Change a rule; what is not given stays',
  access: 'admin',
  body: { [JSON_TYPE]: changeRuleBodySchema },
  answers: { 200: jsonAnswer(ruleSchema, 'The rule as it stands now; 404 for no such rule.') },
};

const listDeliveries: Route = {
  method: 'get',
  path: '/v1/deliveries',
  summary: 'The log of messages: what waits, went out, or was parked',
  access: 'admin',
  query: deliveriesQuerySchema,
  answers: { 200: jsonAnswer(deliveriesAnswerSchema, 'The newest first.') },
};

const retryDelivery: Route = {
  method: 'post',
  path: '/v1/deliveries/:id/retry',
  summary: 'Send a message again that was parked',
  access: 'admin',
  answers: { 200: jsonAnswer(deliverySchema, 'How that went; 409 when it was delivered.') },
};

/** `/v1/rules` and `/v1/deliveries`. */
export function mountAlerts(router: Router, deps: Deps): void {
  mount(router, listRules, async (c) => {
    const caller = c.get('caller');
    return c.json({ items: await callHub(deps, caller, 'listRules') }, 200);
  });

  mount(router, changeRule, async (c) => {
    const caller = c.get('caller');
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const change = parseWith(changeRuleBodySchema, body, 'invalid_body');
    const kind = ruleKindSchema.safeParse(c.req.param('id'));
    // The hub decides whether the caller may know which rules there are.
    if (!kind.success) await callHub(deps, caller, 'listRules');
    if (!kind.success) throw new AppError('not_found', 'There is no rule with this id.');
    return c.json(await callHub(deps, caller, 'changeRule', kind.data, change), 200);
  });

  mount(router, listDeliveries, async (c) => {
    const caller = c.get('caller');
    const query = parseWith(deliveriesQuerySchema, c.req.query(), 'invalid_query');
    return c.json(await callHub(deps, caller, 'listDeliveries', query), 200);
  });

  mount(router, retryDelivery, async (c) => {
    const caller = c.get('caller');
    const id = c.req.param('id') ?? '';
    return c.json(await callHub(deps, caller, 'retryDelivery', id), 200);
  });
}
