import {
  changeScheduleBodySchema,
  createScheduleBodySchema,
  scheduleSchema,
  schedulesAnswerSchema,
} from '@claude-monitor/protocol';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const ID_BYTES = 9;

const listSchedules = route({
  method: 'get',
  path: '/v1/reports/schedules',
  summary: 'List report schedules with next run and history',
  access: 'admin',
  answers: { 200: jsonAnswer(schedulesAnswerSchema, 'The oldest first.') },
});

const createSchedule = route({
  method: 'post',
  path: '/v1/reports/schedules',
  summary: 'Schedule a daily or weekly report to channels',
  access: 'admin',
  body: createScheduleBodySchema,
  answers: {
    201: jsonAnswer(scheduleSchema, 'The schedule. 409 without a channel, or with too many.'),
  },
});

const changeSchedule = route({
  method: 'put',
  path: '/v1/reports/schedules/:id',
  params: idParams,
  summary: 'Change a report schedule',
  description: 'A period that it sent already is not sent again.',
  access: 'admin',
  body: changeScheduleBodySchema,
  answers: { 200: jsonAnswer(scheduleSchema, 'The schedule. 404 if there is none.') },
});

const deleteSchedule = route({
  method: 'delete',
  path: '/v1/reports/schedules/:id',
  params: idParams,
  summary: 'Remove a report schedule',
  access: 'admin',
  answers: { 204: { description: 'Removed; nothing more is sent.' } },
});

/** `/v1/reports/schedules`: kept and sent by the hub. */
export function mountSchedules(router: Router): void {
  const { deps } = router;

  mount(router, listSchedules, async ({ c, hub }) => {
    return c.json({ items: await hub('listSchedules') }, 200);
  });

  mount(router, createSchedule, async ({ c, hub, body }) => {
    const id = encodeBase62(deps.randomBytes(ID_BYTES));
    const { name: _, ...schedule } = await hub('createSchedule', { ...body, id });
    return c.json(schedule, 201);
  });

  mount(router, changeSchedule, async ({ c, hub, params, body }) => {
    const { name: _, ...schedule } = await hub('changeSchedule', params.id, body);
    return c.json(schedule, 200);
  });

  mount(router, deleteSchedule, async ({ c, hub, params }) => {
    await hub('deleteSchedule', params.id);
    return c.body(null, 204);
  });
}
