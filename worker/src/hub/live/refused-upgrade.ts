import { ERROR_STATUS } from '@claude-monitor/protocol';
import type { HubError } from '../rpc.ts';

/** In the shape of every other error, for clients that can read the answer to an upgrade. */
export function refusedUpgrade({ code, message, retryAfterSeconds }: HubError): Response {
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return Response.json(
    { error: { code, message } },
    { status: ERROR_STATUS[code], headers: retry },
  );
}
