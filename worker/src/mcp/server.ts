import { answerRequest, TOOL_INSTRUCTIONS } from '@claude-monitor/protocol';
// The high-level server brings schemas of its own for tools, and more code.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { callTool, type ToolPorts } from './call-tool.ts';

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
  server.fallbackRequestHandler = (request) =>
    answerRequest(request, (call) => callTool(call, ports));
  return server;
}
