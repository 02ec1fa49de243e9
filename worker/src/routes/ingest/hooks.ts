import { AppError, LIMITS } from '@claude-monitor/protocol';
import { normaliseHook } from '@claude-monitor/receivers';
import { z } from 'zod';
import { countCodes } from './ingest-answer.ts';
import { HOOK_BODY, readJson } from '../../http/body.ts';
import { JSON_TYPE, jsonAnswer, mount, route, type Router } from '../route.ts';
import { submit } from './submit.ts';

const claudeCodeHook = route({
  method: 'post',
  path: '/v1/hooks/claude-code',
  summary: 'Take a hook of Claude Code',
  description:
    'The body of any hook, as Claude Code posts it. Prompts and what tools were given and answered ' +
    'are dropped before anything is kept. The answer is empty, for words in it could block a tool.',
  access: 'ingest',
  formats: { [JSON_TYPE]: z.looseObject({ session_id: z.string(), hook_event_name: z.string() }) },
  answers: { 200: jsonAnswer(z.object({}), 'Durable; or a hook that says nothing shown here.') },
});

/** `POST /v1/hooks/claude-code`: parse, ask the hub, answer `{}`. */
export function mountHooks(router: Router): void {
  mount(router, claudeCodeHook, async ({ c, hub }) => {
    const body = await readJson(c.req.raw, HOOK_BODY);
    const { events, refused, unknown } = normaliseHook(body, router.deps.now());
    if (events.length + refused.length > LIMITS.batchItems) {
      throw new AppError(
        'too_many_items',
        `More than ${String(LIMITS.batchItems)} calls in one batch.`,
        { path: 'tool_calls' },
      );
    }
    const isUnknown = unknown.some(({ kind }) => kind === 'hook');
    const rejected = { ...countCodes(refused), ...(isUnknown ? { unknown_hook: 1 } : {}) };
    const call = { events, sentAt: null, rejected, unknownNames: unknown };
    await submit(hub, call);
    const [fault] = refused;
    if (events.length === 0 && fault !== undefined) {
      throw new AppError('invalid_body', fault.message, { path: fault.path });
    }
    return c.json({});
  });
}
