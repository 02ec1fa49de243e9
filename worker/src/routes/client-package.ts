import { AppError } from '@claude-monitor/protocol';
import { mountOpen, route, type Router } from './route.ts';

const PATH = '/claude-monitor.tgz';
const TYPE = 'application/gzip';

const clientPackage = route({
  method: 'get',
  path: PATH,
  summary: 'Download the client package, for `npx -y URL/claude-monitor.tgz`',
  access: 'nothing',
  answers: { 200: { description: 'A gzipped tarball. 404 if it hasn’t been built.', type: TYPE } },
});

/** `GET /claude-monitor.tgz`: the packed client from the static files. */
export function mountClientPackage(router: Router): void {
  const { deps } = router;

  mountOpen(router, clientPackage, async ({ c }) => {
    const file = await deps.assets.fetch(new Request(new URL(PATH, c.req.url)));
    if (!file.ok) {
      await file.body?.cancel();
      throw new AppError('not_found', 'The client package hasn’t been built. Run `npm run build`.');
    }
    return new Response(file.body, { headers: { 'content-type': TYPE } });
  });
}
