import {
  hubRowsAnswerSchema,
  hubRowsQuerySchema,
  repairedSchema,
  repairSchema,
} from '@claude-monitor/protocol';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const listHubRows = route({
  method: 'get',
  path: '/v1/verify',
  summary: 'List sessions, tasks and hours of the hub, to compare with libSQL',
  access: 'admin',
  query: hubRowsQuerySchema,
  answers: { 200: jsonAnswer(hubRowsAnswerSchema, 'One page, and the cursor of the next.') },
});

const repair = route({
  method: 'post',
  path: '/v1/verify/repair',
  summary: 'Rewrite history rows from the hub',
  access: 'admin',
  body: repairSchema,
  answers: { 200: jsonAnswer(repairedSchema, 'Whether they have reached libSQL.') },
});

/** `/v1/verify`: for `npm run verify` (rule STO8). */
export function mountVerify(router: Router): void {
  mount(router, listHubRows, async ({ c, hub, query }) => {
    return c.json(await hub('hubRows', query), 200);
  });

  mount(router, repair, async ({ c, hub, body }) => {
    return c.json(await hub('repair', body), 200);
  });
}
