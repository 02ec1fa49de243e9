import {
  changeRuleBodySchema,
  deliveriesAnswerSchema,
  deliveriesQuerySchema,
  deliverySchema,
  rulesAnswerSchema,
  ruleSchema,
} from '@claude-monitor/protocol';
import { exportedItems } from '../export/exported.ts';
import { mountRulePreview } from './rule-preview.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const listRules = route({
  method: 'get',
  path: '/v1/rules',
  summary: 'List alert rules',
  access: 'admin',
  answers: { 200: jsonAnswer(rulesAnswerSchema, 'One rule of each kind.') },
  exported: exportedItems('rules', rulesAnswerSchema),
});

const changeRule = route({
  method: 'put',
  path: '/v1/rules/:id',
  params: idParams,
  summary: 'Change an alert rule',
  access: 'admin',
  body: changeRuleBodySchema,
  answers: { 200: jsonAnswer(ruleSchema, 'The rule. 404 if there is no such rule.') },
});

const listDeliveries = route({
  method: 'get',
  path: '/v1/deliveries',
  summary: 'List alert deliveries: pending, delivered and parked',
  access: 'admin',
  query: deliveriesQuerySchema,
  answers: { 200: jsonAnswer(deliveriesAnswerSchema, 'Newest first.') },
  exported: exportedItems('deliveries', deliveriesAnswerSchema),
});

const retryDelivery = route({
  method: 'post',
  path: '/v1/deliveries/:id/retry',
  params: idParams,
  summary: 'Retry a parked alert',
  access: 'admin',
  answers: { 200: jsonAnswer(deliverySchema, 'The outcome. 409 if it was delivered.') },
});

export function mountAlerts(router: Router): void {
  mountRulePreview(router);

  mount(router, listRules, async ({ c, hub }) => {
    return c.json({ items: await hub('listRules') }, 200);
  });

  mount(router, changeRule, async ({ c, hub, params, body }) => {
    return c.json(await hub('changeRule', params.id, body), 200);
  });

  mount(router, listDeliveries, async ({ c, hub, query }) => {
    return c.json(await hub('listDeliveries', query), 200);
  });

  mount(router, retryDelivery, async ({ c, hub, params }) => {
    return c.json(await hub('retryDelivery', params.id), 200);
  });
}
