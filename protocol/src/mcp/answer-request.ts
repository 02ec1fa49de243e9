import { z } from 'zod';
import { TIME } from '../limits.ts';
import { TOOL_INSTRUCTIONS } from '../tools/tools.ts';
import { faultsOf } from './events-of-call.ts';
import { listedTools, type ListedTool } from './list-tools.ts';
import { answerPrompt, LISTED_PROMPTS, type ListedPrompt } from './prompts.ts';

export type ToolCall = {
  name: string;
  arguments: Record<string, unknown>;
  meta: Record<string, unknown>;
};

type Text = { type: 'text'; text: string };

/** What a call answers; a refusal is an answer too: the model can mend it, or tell its user. */
export type ToolResult = {
  content: Text[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
};

type Result =
  | { tools: ListedTool[] }
  | { prompts: ListedPrompt[] }
  | { description: string; messages: { role: 'user'; content: Text }[] }
  | ToolResult;

export class RequestFault extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RequestFault';
    this.code = code;
  }
}

const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

const callSchema = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  _meta: z.record(z.string(), z.unknown()).default({}),
});

const promptSchema = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.string()).default({}),
});

/** Methods that `answerRequest` answers. */
export const SERVED_METHODS = ['tools/list', 'tools/call', 'prompts/list', 'prompts/get'] as const;

/** How long a client may keep lists: they change with a version of this server only, and are all callers' same. */
const CACHE_HINT = { ttlMs: 5 * TIME.minuteMs, cacheScope: 'public' } as const;

/** What both servers say of themselves at the handshake, for the SDK's `Server`. */
export const serverInfo = (version: string) => ({
  name: 'claude-monitor',
  title: 'Claude Monitor',
  version,
});

export const SERVER_OPTIONS = {
  capabilities: { tools: {}, prompts: {} },
  instructions: TOOL_INSTRUCTIONS,
  cacheHints: {
    'tools/list': CACHE_HINT,
    'prompts/list': CACHE_HINT,
    'server/discover': CACHE_HINT,
  },
} as const;

/**
 * What an MCP server of ours answers beyond the handshake, the same locally and remotely. Throws a
 * RequestFault.
 */
export async function answerRequest(
  { method, params }: { method: string; params?: unknown },
  callTool: (call: ToolCall) => ToolResult | Promise<ToolResult>,
): Promise<Result> {
  switch (method) {
    case 'tools/list':
      return { tools: listedTools() };
    case 'tools/call': {
      const { name, arguments: given, _meta: meta } = parsed(callSchema, params);
      return await callTool({ name, arguments: given, meta });
    }
    case 'prompts/list':
      return { prompts: [...LISTED_PROMPTS] };
    case 'prompts/get': {
      const { name, arguments: given } = parsed(promptSchema, params);
      const prompt = answerPrompt(name, given);
      if (!prompt.ok) throw new RequestFault(INVALID_PARAMS, prompt.fault);
      const { description, text } = prompt;
      return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
    }
    default:
      throw new RequestFault(METHOD_NOT_FOUND, 'Method not found');
  }
}

export const toolText = (text: string): ToolResult => ({ content: [{ type: 'text', text }] });

export const toolRefusal = (text: string): ToolResult => ({ ...toolText(text), isError: true });

export const unknownTool = (name: string): ToolResult =>
  toolRefusal(`There is no tool ${name.slice(0, 80)}.`);

function parsed<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const result = schema.safeParse(params ?? {});
  if (result.success) return result.data;
  throw new RequestFault(INVALID_PARAMS, faultsOf(result.error));
}
