import { AppError, LIMITS, linkedIncidentSchema, type ErrorCode } from '@claude-monitor/protocol';
import { bearerOf, type CheckCredential } from '../http/auth.ts';
import { hubOf } from '../http/call-hub.ts';
import type { AppContext } from '../http/context.ts';
import { jsonAnswer, mountOpen, route, type Router } from './route.ts';

const look = route({
  method: 'get',
  path: '/v1/acknowledge',
  summary: 'Get the incident of a link in a message',
  access: 'incident link',
  answers: { 200: jsonAnswer(linkedIncidentSchema, 'The incident, as the message names it.') },
});

const acknowledge = route({
  method: 'post',
  path: '/v1/acknowledge',
  summary: 'Acknowledge the incident of a link in a message',
  description: 'Done again it changes nothing.',
  access: 'incident link',
  answers: { 200: jsonAnswer(linkedIncidentSchema, 'The incident after it.') },
});

const OF_NO_LINK: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'forbidden']);

/**
 * `/v1/acknowledge`, for who holds the link of an incident. What has ended, was taken back with its channel, or was
 * mistyped is answered alike and after the same time, as for share links.
 */
export function mountAcknowledge(router: Router, check: CheckCredential): void {
  const { deps } = router;

  mountOpen(router, look, ({ c }) => answer(c, 'linkedIncident'));
  mountOpen(router, acknowledge, ({ c }) => answer(c, 'acknowledgeLinked'));

  async function answer(
    c: AppContext,
    command: 'linkedIncident' | 'acknowledgeLinked',
  ): Promise<Response> {
    const noSooner = deps.sleep(LIMITS.linkRefusalMs);
    try {
      const caller = await check(bearerOf(c) ?? '');
      return c.json(await hubOf(deps, caller)(command), 200);
    } catch (error) {
      if (!(error instanceof AppError) || !OF_NO_LINK.has(error.code)) throw error;
      await noSooner;
      throw new AppError('unauthorized', 'This link has expired, was revoked, or is not valid.');
    }
  }
}
