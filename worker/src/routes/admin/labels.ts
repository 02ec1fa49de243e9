import {
  labelKeyChangeSchema,
  labelKeyInfoSchema,
  labelKeySchema,
  labelKeysAnswerSchema,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { exportedItems } from '../export/exported.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const listLabels = route({
  method: 'get',
  path: '/v1/labels',
  summary: 'List label keys',
  description:
    'Labels are dimensions of your own: attributes in `OTEL_RESOURCE_ATTRIBUTES`, or `labels` of an ' +
    'event. Group usage with `groupBy=label:KEY`, filter lists with `label=KEY:VALUE`.',
  access: 'read',
  answers: { 200: jsonAnswer(labelKeysAnswerSchema, 'By key.') },
  exported: exportedItems('labels', labelKeysAnswerSchema),
});

const changeLabel = route({
  method: 'put',
  path: '/v1/labels/:key',
  summary: 'Hide or show a label',
  description:
    'A hidden label is not kept from now on and is shown nowhere. What was kept before is shown again ' +
    'when you show the label.',
  access: 'admin',
  params: z.object({ key: labelKeySchema }),
  body: labelKeyChangeSchema,
  answers: { 200: jsonAnswer(labelKeyInfoSchema, 'The label as it is now.') },
});

/** `/v1/labels`: which labels the workspace knows, and which of them it keeps. */
export function mountLabels(router: Router): void {
  mount(router, listLabels, async ({ c, hub }) => c.json(await hub('listLabels'), 200));

  mount(router, changeLabel, async ({ c, hub, params, body }) => {
    const label = await hub(body.isHidden ? 'hideLabel' : 'showLabel', params.key);
    return c.json(labelKeyInfoSchema.parse(label), 200);
  });
}
