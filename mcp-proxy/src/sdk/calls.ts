import { z } from 'zod';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { routeOf } from '@claude-monitor/protocol/event/prompt-route';
import { defineTool } from '@claude-monitor/protocol/tools/tool';
import { logTool } from '@claude-monitor/protocol/tools/tools';

/** Calls that only a program can make, or can make with more than a model knows. */

const id = z.string().min(1).max(LIMITS.idLength);

/** A program knows the provider's request id: with it the figures are measured (rule USE1). */
export const tokenUsage = defineTool({
  name: 'log_token_usage',
  title: 'Log token usage',
  description: 'Tokens of one API request, or used since the last call.',
  input: logTool('log_token_usage').inputSchema.extend({
    /** The subagent that made the request; absent: the session's main loop. */
    agentId: id.optional(),
    requestId: id.optional(),
    messageId: id.optional(),
    cacheCreation1hTokens: z.int().min(0).max(LIMITS.tokensPerEvent).optional(),
  }),
  events: (input, base) => [{ ...base(), type: 'usage', ...input }],
  answer: () => 'Usage recorded.',
});

export const message = defineTool({
  name: 'log_message',
  title: 'Log a message to another agent',
  description: 'An agent sent a message to another.',
  input: z.object({
    sessionId: id,
    toSessionId: id.optional(),
    toAgentName: z.string().min(1).max(LIMITS.nameLength).optional(),
    taskId: id.optional(),
    summary: z.string().max(LIMITS.textLength).optional(),
  }),
  events: (input, base) => [{ ...base(), type: 'message', ...input }],
  answer: () => 'Message recorded.',
});

/** A subagent is a part of its session: what it uses is added to that. */
export const subagentStart = defineTool({
  name: 'log_subagent_start',
  title: 'Log the start of a subagent',
  description: 'A session, or one of its subagents, spawned a subagent.',
  input: z.object({
    sessionId: id,
    agentId: id,
    agentType: z.string().min(1).max(LIMITS.nameLength).optional(),
    /** Absent: the session's main loop spawned it. */
    parentAgentId: id.optional(),
  }),
  events: (input, base) => [{ ...base(), type: 'subagent.start', ...input }],
  answer: () => 'Subagent recorded.',
});

export const subagentEnd = defineTool({
  name: 'log_subagent_end',
  title: 'Log the end of a subagent',
  description: 'A subagent ended.',
  input: z.object({ sessionId: id, agentId: id }),
  events: (input, base) => [{ ...base(), type: 'subagent.end', ...input }],
  answer: () => 'Subagent recorded.',
});

/** The text stays here: its length and its route are all that is recorded (rule PRX4). */
export const prompt = defineTool({
  name: 'log_prompt',
  title: 'Log a prompt',
  description: 'A user asked for something.',
  input: z.object({ sessionId: id, text: z.string() }),
  events: ({ sessionId, text }, base) => [
    { ...base(), type: 'prompt', sessionId, length: text.length, route: routeOf(text).route },
  ],
  answer: () => 'Prompt recorded.',
});
