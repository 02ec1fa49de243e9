import { saveViewBodySchema, viewSchema, viewsAnswerSchema } from '@claude-monitor/protocol';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { exportedItems } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const ID_BYTES = 9;

const listViews = route({
  method: 'get',
  path: '/v1/views',
  summary: 'List saved views: pages with range and filters',
  access: 'read',
  answers: { 200: jsonAnswer(viewsAnswerSchema, 'All views, by name.') },
  exported: exportedItems('views', viewsAnswerSchema),
});

const saveView = route({
  method: 'post',
  path: '/v1/views',
  summary: 'Save a view for everyone in the workspace',
  description: 'A view of the same name is replaced.',
  access: 'admin',
  body: saveViewBodySchema,
  answers: { 201: jsonAnswer(viewSchema, 'The view.') },
});

const deleteView = route({
  method: 'delete',
  path: '/v1/views/:id',
  params: idParams,
  summary: 'Delete a saved view',
  access: 'admin',
  answers: { 204: { description: 'Deleted. 404 if there is no such view.' } },
});

export function mountViews(router: Router): void {
  const { deps } = router;

  mount(router, listViews, async ({ c, hub }) => c.json({ items: await hub('listViews') }, 200));

  mount(router, saveView, async ({ c, hub, body }) => {
    const id = encodeBase62(deps.randomBytes(ID_BYTES));
    return c.json(await hub('saveView', { id, ...body }), 201);
  });

  mount(router, deleteView, async ({ c, hub, params }) => {
    await hub('deleteView', params.id);
    return c.body(null, 204);
  });
}
