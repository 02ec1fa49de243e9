import {
  hubRowsAnswerSchema,
  hubRowsQuerySchema,
  repairedSchema,
  repairSchema,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { callHub } from '../http/call-hub.ts';
import { parseWith } from '../http/parse.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const listHubRows: Route = {
  method: 'get',
  path: '/v1/verify',
  summary: 'What the hub holds of sessions, tasks and hours, to compare libSQL with',
  access: 'admin',
  query: hubRowsQuerySchema,
  answers: { 200: jsonAnswer(hubRowsAnswerSchema, 'Some of it, and from where it goes on.') },
};

const repair: Route = {
  method: 'post',
  path: '/v1/verify/repair',
  summary: 'Write rows of history again as the hub holds them',
  access: 'admin',
  body: { [JSON_TYPE]: repairSchema },
  answers: { 200: jsonAnswer(repairedSchema, 'Whether they are in libSQL already.') },
};

/** `/v1/verify`: for `npm run verify` (rule STO8). */
export function mountVerify(router: Router, deps: Deps): void {
  mount(router, listHubRows, async (c) => {
    const query = parseWith(hubRowsQuerySchema, c.req.query(), 'invalid_query');
    return c.json(await callHub(deps, c.get('caller'), 'hubRows', query), 200);
  });

  mount(router, repair, async (c) => {
    const rows = parseWith(repairSchema, await readJson(c.req.raw, CONTROL_BODY), 'invalid_body');
    return c.json(await callHub(deps, c.get('caller'), 'repair', rows), 200);
  });
}
