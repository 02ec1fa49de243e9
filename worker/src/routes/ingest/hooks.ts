import { AppError, hookAnswerSchema, LIMITS, type HookAnswer } from '@claude-monitor/protocol';
import { hookSender, normaliseHook } from '@claude-monitor/receivers';
import { z } from 'zod';
import { countCodes } from './ingest-answer.ts';
import type { CallHub } from '../../http/call-hub.ts';
import { HOOK_BODY, readJson } from '../../http/body/body.ts';
import { JSON_TYPE, jsonAnswer, mount, route, type Router } from '../route.ts';
import { submit } from './submit.ts';

const claudeCodeHook = route({
  method: 'post',
  path: '/v1/hooks/claude-code',
  summary: 'Send a Claude Code hook',
  description:
    'The body of any hook, as Claude Code posts it. Prompts and the input and output of tools are dropped ' +
    'before anything is stored. The answer is an empty object, because any text in it could block a tool. Where a ' +
    'budget with a brake is used up, PreToolUse is answered that the call is denied, and why.',
  access: 'ingest',
  formats: { [JSON_TYPE]: z.looseObject({ session_id: z.string(), hook_event_name: z.string() }) },
  answers: { 200: jsonAnswer(hookAnswerSchema, 'Stored, or nothing in it is shown.') },
});

/** `POST /v1/hooks/claude-code`: parse, ask the hub, answer `{}`, or that a budget stops the call. */
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
    const [answer] = await Promise.all([
      answerOf(hub, { body, origin: c.get('origin') }),
      submit(hub, call),
    ]);
    const [fault] = refused;
    if (events.length === 0 && fault !== undefined) {
      throw new AppError('invalid_body', fault.message, { path: fault.path });
    }
    return c.json(answer);
  });
}

/** A hub that can't say stops nobody: the fault shows where the event is submitted. */
async function answerOf(
  hub: CallHub,
  { body, origin }: { body: unknown; origin: string },
): Promise<HookAnswer> {
  const sender = hookSender(body);
  if (sender?.hook !== 'PreToolUse') return {};
  const { session, agent, project } = sender;
  return await hub('answerHook', { session, agent, project, origin }).catch(() => ({}));
}
