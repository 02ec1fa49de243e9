import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { OtlpSignal } from '@claude-monitor/receivers';

/**
 * Passes on what is sent of some signals and drops the rest, as a collector may that stands between: for a client that
 * sends all of them to one address.
 */
export async function passOnly(
  url: string,
  signals: readonly OtlpSignal[],
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const pass = async (): Promise<void> => {
      const body = await buffer(request);
      const isPassed = signals.some((signal) => path.endsWith(`/v1/${signal}`));
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const answer = isPassed
        ? await fetch(`${url}${path}`, {
            method: 'POST',
            body: new Uint8Array(body),
            headers: { authorization, 'content-type': type },
          })
        : new Response('{}');
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    };
    pass().catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
