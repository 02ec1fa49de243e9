import { buffer } from 'node:stream/consumers';
import type { OtlpSignal } from '@claude-monitor/receivers';
import { serveLoopback, type LoopbackServer } from '../loopback-server.ts';

/**
 * Passes on what is sent of some signals and drops the rest, as a collector may that stands between: for a client that
 * sends all of them to one address.
 */
export async function passOnly(
  url: string,
  signals: readonly OtlpSignal[],
): Promise<LoopbackServer> {
  return await serveLoopback(async (request, response) => {
    const path = request.url ?? '';
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
  });
}
