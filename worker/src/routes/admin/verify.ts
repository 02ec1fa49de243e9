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
  summary: 'What the hub holds of sessions, tasks and hours, to compare libSQL with',
  access: 'admin',
  query: hubRowsQuerySchema,
  answers: { 200: jsonAnswer(hubRowsAnswerSchema, 'Some of it, and from where it goes on.') },
});

const repair = route({
  method: 'post',
  path: '/v1/verify/repair',
  summary: 'Write rows of history again as the hub holds them',
  access: 'admin',
  body: repairSchema,
  answers: { 200: jsonAnswer(repairedSchema, 'Whether they are in libSQL already.') },
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
