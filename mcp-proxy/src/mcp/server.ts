import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { LOG_TOOLS, TOOL_INSTRUCTIONS, type LogTool } from '@claude-monitor/protocol/tools';
import { contextOf, type Caller } from './call-context.ts';
import { recordCall } from './record-call.ts';
import { UsageTotals } from './usage-totals.ts';

const NOT_ON_DISK = ' (Kept in memory only: the disk of this machine refuses it.)';

/** `keep` stores events before the call is answered, and says where. */
export type ServerPorts = {
  version: string;
  caller: Caller;
  keep: (lines: readonly string[]) => 'disk' | 'memory';
};

/**
 * The MCP server. Its handlers are set on the inner server: the table of tools is data with
 * schemas of its own, and a refusal is to name the field in a sentence of ours. The probe
 * `server/discover` of newer clients meets no handler, so it is answered "method not found".
 */
export function createMcpServer(ports: ServerPorts): McpServer {
  const mcp = new McpServer(
    { name: 'claude-monitor', title: 'Claude Monitor', version: ports.version },
    { capabilities: { tools: {} }, instructions: TOOL_INSTRUCTIONS },
  );
  const totals = new UsageTotals();
  const tools = new Map(LOG_TOOLS.map((tool) => [tool.name, tool]));
  mcp.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: LOG_TOOLS.map(listed) }));
  mcp.server.setRequestHandler(CallToolRequestSchema, ({ params }): CallToolResult => {
    const tool = tools.get(params.name);
    if (tool === undefined) return says(`There is no tool ${params.name.slice(0, 80)}.`, true);
    const context = contextOf(ports.caller, params._meta ?? {});
    const call = recordCall(tool, params.arguments, context, totals);
    if (!call.ok) return says(call.fault, true);
    const isOnDisk = ports.keep(call.lines) === 'disk';
    return says(isOnDisk ? call.answer : call.answer + NOT_ON_DISK);
  });
  return mcp;
}

function says(text: string, isError = false): CallToolResult {
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) };
}

/** A tool as `tools/list` shows it. Without `$schema` and closed objects: they cost tokens in every context. */
function listed(tool: LogTool): Tool {
  const { properties, required } = z.toJSONSchema(tool.inputSchema, { io: 'input' });
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: objectSchema.parse({ type: 'object', properties, required }),
    annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  };
}

const objectSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()).default([]),
});
