import { z } from 'zod';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { defineTool } from '@claude-monitor/protocol/tool';
import { logTool } from '@claude-monitor/protocol/tools';

/** Calls that only a program can make, or can make with more than a model knows. */

const id = z.string().min(1).max(LIMITS.idLength);

/** A program knows the provider's request id: with it the figures are measured (rule USE1). */
export const tokenUsage = defineTool({
  name: 'log_token_usage',
  title: 'Log token usage',
  description: 'Tokens of one API request, or used since the last call.',
  input: logTool('log_token_usage').inputSchema.extend({
    requestId: id.optional(),
    messageId: id.optional(),
    cacheCreation1hTokens: z.int().min(0).max(LIMITS.tokensPerEvent).optional(),
  }),
  events: (input, base) => [{ ...base(), type: 'usage', ...input }],
  answer: () => 'Usage noted.',
});

export const message = defineTool({
  name: 'log_message',
  title: 'Log a message to another agent',
  description: 'One agent tells another something.',
  input: z.object({
    sessionId: id,
    toSessionId: id.optional(),
    toAgentName: z.string().min(1).max(LIMITS.nameLength).optional(),
    taskId: id.optional(),
    summary: z.string().max(LIMITS.textLength).optional(),
  }),
  events: (input, base) => [{ ...base(), type: 'message', ...input }],
  answer: () => 'Message noted.',
});

/** The text stays here: its length and its route are all that is recorded (rule PRX4). */
export const prompt = defineTool({
  name: 'log_prompt',
  title: 'Log a prompt',
  description: 'A user asked for something.',
  input: z.object({ sessionId: id, text: z.string() }),
  events: ({ sessionId, text }, base) => [
    { ...base(), type: 'prompt', sessionId, length: text.length },
  ],
  answer: () => 'Prompt noted.',
});
