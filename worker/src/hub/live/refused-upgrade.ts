import { ERROR_STATUS } from '@claude-monitor/protocol';
import type { HubError } from '../rpc.ts';

type Refusal = Pick<HubError, 'code' | 'message'>;

export const TOO_MANY_VIEWERS: Refusal = {
  code: 'rate_limited',
  message: 'This workspace has as many viewers as it may; close a page and try again.',
};

/** In the shape of every other error, for clients that can read the answer to an upgrade. */
export function refusedUpgrade({ code, message }: Refusal): Response {
  return Response.json({ error: { code, message } }, { status: ERROR_STATUS[code] });
}
