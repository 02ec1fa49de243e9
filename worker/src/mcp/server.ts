import {
  answerRequest,
  SERVED_METHODS,
  SERVER_OPTIONS,
  serverInfo,
} from '@claude-monitor/protocol';
// The high-level server brings schemas of its own for tools, and more code.
import { Server } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { callTool, type ToolDeps } from './call-tool.ts';

/**
 * A server for one request: nothing is kept between two. The lists are data of the protocol, so one
 * function answers every method that the SDK does not answer itself, and faults are said in words of ours.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated
export function createMcpServer(version: string, deps: ToolDeps): Server {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const server = new Server(serverInfo(version), SERVER_OPTIONS);
  for (const method of SERVED_METHODS) {
    server.setRequestHandler(method, { params: ANY }, (params) =>
      answerRequest({ method, params }, (call) => callTool(call, deps)),
    );
  }
  return server;
}

const ANY = z.looseObject({});
