import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { jsonAnswer, mountOpen, route, type Router } from './route.ts';

export const VERSION = manifest.version;

const health = route({
  method: 'get',
  path: '/healthz',
  summary: 'Check that the Worker responds',
  access: 'nothing',
  answers: {
    200: jsonAnswer(z.object({ ok: z.literal(true), version: z.string() }), 'The Worker answers.'),
  },
});

/** `GET /healthz`: says nothing of any workspace, so it needs no credential. */
export function mountHealth(router: Router): void {
  mountOpen(router, health, ({ c }) =>
    Promise.resolve(c.json({ ok: true, version: VERSION }, 200)),
  );
}
