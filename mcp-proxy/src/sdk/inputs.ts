import type { z } from 'zod';
import type { PromptRoute as Route } from '@claude-monitor/protocol/event/prompt-route';
import type { LogToolInput } from '@claude-monitor/protocol/tools/tools';
import type { message, prompt, subagentEnd, subagentStart, tokenUsage } from './calls.ts';

/** Arguments of the calls: those of the MCP tools, from the one table in `protocol`. */
export type SessionStart = LogToolInput<'log_session_start'>;
export type TaskStart = LogToolInput<'log_task_start'>;
export type TaskProgress = LogToolInput<'log_task_progress'>;
export type TaskComplete = LogToolInput<'log_task_complete'>;
export type ErrorReport = LogToolInput<'log_error'>;
export type Plan = LogToolInput<'log_plan'>;
export type Handover = LogToolInput<'log_handover'>;
export type SessionEnd = LogToolInput<'log_session_end'>;
export type TokenUsage = z.input<typeof tokenUsage.inputSchema>;
export type SubagentStart = z.input<typeof subagentStart.inputSchema>;
export type SubagentEnd = z.input<typeof subagentEnd.inputSchema>;
export type Message = z.input<typeof message.inputSchema>;
export type Prompt = z.input<typeof prompt.inputSchema>;

/** Where a prompt goes. */
export type PromptRoute = Route;
