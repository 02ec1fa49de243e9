import {
  answerPrompt,
  faultsOf,
  LISTED_PROMPTS,
  LISTED_TOOLS,
  TOOL_INSTRUCTIONS,
} from '@claude-monitor/protocol';
// The high-level server brings schemas of its own for tools, and a third more code.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  type JSONRPCRequest,
  type ServerResult,
} from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { callTool, type ToolPorts } from './call-tool.ts';

/** The fault of a request, as JSON-RPC numbers it. */
class RequestFault extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'RequestFault';
    this.code = code;
  }
}

/**
 * Only answers to questions that a server asks its client are validated by schema, and this one asks
 * none. The SDK's own choice compiles code, which the runtime forbids.
 */
const NO_VALIDATOR = {
  getValidator: (): never => {
    throw new Error('this server asks its client nothing');
  },
};

/**
 * A server for one request: nothing is kept between two. The lists are data of the protocol, so one
 * handler takes what the SDK does not answer itself, and faults are said in words of ours.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated
export function createMcpServer(version: string, ports: ToolPorts): Server {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const server = new Server(
    { name: 'claude-monitor', title: 'Claude Monitor', version },
    {
      capabilities: { tools: {}, prompts: {} },
      instructions: TOOL_INSTRUCTIONS,
      jsonSchemaValidator: NO_VALIDATOR,
    },
  );
  server.fallbackRequestHandler = (request) => answer(request, ports);
  return server;
}

async function answer(request: JSONRPCRequest, ports: ToolPorts): Promise<ServerResult> {
  switch (request.method) {
    case 'tools/list':
      return { tools: [...LISTED_TOOLS] };
    case 'tools/call':
      return await callTool(parsed(CallToolRequestSchema, request).params, ports);
    case 'prompts/list':
      return { prompts: [...LISTED_PROMPTS] };
    case 'prompts/get': {
      const { name, arguments: given = {} } = parsed(GetPromptRequestSchema, request).params;
      const prompt = answerPrompt(name, given);
      if (!prompt.ok) throw new RequestFault(ErrorCode.InvalidParams, prompt.fault);
      const { description, text } = prompt;
      return { description, messages: [{ role: 'user', content: { type: 'text', text } }] };
    }
    default:
      throw new RequestFault(ErrorCode.MethodNotFound, 'Method not found');
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, request: unknown): z.output<Schema> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  throw new RequestFault(ErrorCode.InvalidParams, faultsOf(result.error));
}
