import { z } from 'zod';
import {
  durationSchema,
  prioritySchema,
  severitySchema,
  taskOutcomeSchema,
} from '../event/event.ts';
import { LIMITS } from '../limits.ts';
import { planTasksSchema } from '../plan/plan-tasks.ts';
import { sessionIdSchema } from './session-id.ts';
import { defineTool, type LogTool } from './tool.ts';

export type { LogTool, ToolContext } from './tool.ts';

/**
 * The MCP tools by which an agent says what only it knows: intent. Names and fields are fixed by the
 * mission. The table is data, so the local proxy and the remote `/mcp` serve the same tools.
 */

const sessionId = sessionIdSchema;
const taskId = z.string().min(1).max(LIMITS.idLength);
const words = z.string().max(LIMITS.textLength);
const label = z.string().min(1).max(LIMITS.nameLength);
const tokens = z.int().min(0).max(LIMITS.tokensPerEvent);
/** Running totals may be greater; of one step's tokens the event's own schema says so. */
const tokensOrTotal = z.int().min(0).max(LIMITS.tokensPerReading);

const TOOLS = [
  defineTool({
    name: 'log_session_start',
    title: 'Start a session',
    description: 'Identify yourself. Call once, before other log_ tools.',
    input: z.object({
      sessionId,
      agentName: label.describe('Your role'),
      model: label.optional(),
      project: label.optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'session.start', ...input }],
    answer: (input) => `Session ${input.sessionId} of ${input.agentName} logged.`,
  }),
  defineTool({
    name: 'log_task_start',
    title: 'Start a task',
    description: 'Log the start of a task.',
    input: z.object({
      sessionId,
      taskId,
      taskDescription: words.optional(),
      description: words.optional(),
      priority: prioritySchema.optional(),
      project: label.optional(),
    }),
    events: ({ description, ...input }, base) => [
      {
        ...base(),
        type: 'task.start',
        ...input,
        taskDescription: input.taskDescription ?? description,
      },
    ],
    answer: (input) => `Task ${input.taskId} started.`,
  }),
  defineTool({
    name: 'log_task_progress',
    title: 'Report progress',
    description: 'Log how far a task is, from 0 to 1.',
    input: z.object({
      sessionId,
      taskId,
      progress: z.number().min(0).max(1),
      project: label.optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'task.progress', ...input }],
    answer: (input) => `Task ${input.taskId} is at ${String(Math.round(input.progress * 100))}%.`,
  }),
  defineTool({
    name: 'log_task_complete',
    title: 'Complete a task',
    description: 'Log the end of a task.',
    input: z.object({
      sessionId,
      taskId,
      status: taskOutcomeSchema,
      duration: durationSchema.optional().describe('Milliseconds'),
      project: label.optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'task.complete', ...input }],
    answer: (input) => `Task ${input.taskId} ended: ${input.status}.`,
  }),
  defineTool({
    name: 'log_token_usage',
    title: 'Report tokens',
    description:
      'Tokens used since your last call; cumulative: running totals. Measured ones replace them.',
    input: z.object({
      sessionId,
      inputTokens: tokensOrTotal,
      outputTokens: tokensOrTotal,
      cacheReadTokens: tokensOrTotal.optional(),
      cacheCreationTokens: tokensOrTotal.optional(),
      webSearches: tokens.optional(),
      speed: label.optional(),
      serviceTier: label.optional(),
      contextWindow: tokens.optional(),
      model: label.optional(),
      taskId: taskId.optional(),
      cumulative: z.boolean().optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'usage', ...input }],
    answer: () => 'Usage recorded.',
  }),
  defineTool({
    name: 'log_error',
    title: 'Report an error',
    description: 'Log an error people should see.',
    input: z.object({
      sessionId,
      errorType: label,
      errorMessage: z.string().max(LIMITS.errorMessageLength),
      severity: severitySchema,
      taskId: taskId.optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'error', ...input }],
    answer: (input) => `Error ${input.errorType} recorded.`,
  }),
  defineTool({
    name: 'log_plan',
    title: 'Record a plan',
    description: 'Record tasks. A new plan merges by taskId.',
    input: z.object({
      sessionId,
      project: label,
      tasks: planTasksSchema,
      replace: z.boolean().optional().describe('Cancel planned tasks missing from this plan'),
    }),
    events: ({ tasks, replace, ...plan }, base) =>
      tasks.map(({ description, ...task }) => ({
        ...base(),
        type: 'task.plan',
        ...plan,
        ...task,
        taskDescription: task.taskDescription ?? description,
        ...(replace === true ? { replaces: true } : {}),
      })),
    answer: ({ tasks, project, replace }) =>
      `Plan of ${String(tasks.length)} tasks for ${project} recorded` +
      (replace === true ? '; unstarted tasks missing from it are cancelled.' : '.'),
  }),
  defineTool({
    name: 'log_handover',
    title: 'Hand over',
    description: 'Log which session or agent you pass work to.',
    input: z.object({
      sessionId,
      toSessionId: sessionId.optional(),
      toAgentName: label.optional(),
      taskId: taskId.optional(),
      summary: words.optional(),
    }),
    events: (input, base) => [{ ...base(), type: 'handover', ...input }],
    answer: (input) =>
      `Handed over to ${input.toAgentName ?? input.toSessionId ?? 'another agent'}.`,
  }),
  defineTool({
    name: 'log_session_end',
    title: 'End a session',
    description: 'Log the end of your work.',
    input: z.object({ sessionId, reason: label.optional() }),
    events: (input, base) => [{ ...base(), type: 'session.end', ...input }],
    answer: (input) => `Session ${input.sessionId} ended.`,
  }),
] as const;

export const LOG_TOOLS: readonly LogTool[] = TOOLS;

type Tool = (typeof TOOLS)[number];
type LogToolName = Tool['name'];
export function logTool<Name extends LogToolName>(name: Name): Extract<Tool, { name: Name }> {
  const found = TOOLS.find((tool): tool is Extract<Tool, { name: Name }> => tool.name === name);
  if (found === undefined) throw new Error(`there is no tool ${name}`);
  return found;
}

export type LogToolInput<Name extends LogToolName> = z.input<
  Extract<Tool, { name: Name }>['inputSchema']
>;

/** Shown to the model once, at the start of a connection. */
export const TOOL_INSTRUCTIONS = [
  'Claude Monitor shows people what you work on. log_ tools only record; a response confirms it.',
  'Call log_session_start once with a sessionId you choose, your role and model; use this sessionId throughout.',
  'Call log_task_start, log_task_progress and log_task_complete as a task begins, moves and ends; log_error for',
  'what people should see; log_plan for several tasks; log_handover when another agent takes over;',
  'log_session_end when done. Report tokens after large steps, not each call. get_ tools only',
  'read: get_tasks before choosing work, get_team_status before changing what another agent may be working on.',
  'Answers stop at 1,500 tokens; raise limit for more.',
].join(' ');
