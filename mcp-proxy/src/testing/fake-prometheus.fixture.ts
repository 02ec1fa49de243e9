import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

/** A small MCP server in the place of Prometheus: run as a process of its own. */
const server = new McpServer({ name: 'prometheus', version: '1.0.0' });

const TASKS = [
  { id: 'task-001', title: 'Write contracts', priority: 'high', dependsOn: [] as string[] },
  { id: 'task-002', title: 'Audit contracts', priority: 'critical', dependsOn: ['task-001'] },
];
const open = [...TASKS];

const answer = (data: Record<string, unknown>) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(data) }],
});

server.registerTool(
  'create_project',
  {
    inputSchema: { description: z.string() },
    outputSchema: { project: z.looseObject({}), tasks: z.array(z.looseObject({})) },
  },
  ({ description }) => ({
    content: [{ type: 'text' as const, text: `Planned ${description}` }],
    structuredContent: { project: { name: 'Solidity DEX' }, tasks: TASKS },
  }),
);
server.registerTool('next_task', {}, () =>
  answer({ project: 'Solidity DEX', task: open.shift() ?? null }),
);
server.registerTool(
  'finish_task',
  { inputSchema: { taskId: z.string(), status: z.string(), notes: z.string().optional() } },
  ({ taskId }) => answer({ project: 'Solidity DEX', taskId }),
);
server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => answer({ text }));
server.registerTool('refuse', {}, () => ({
  isError: true,
  content: [{ type: 'text' as const, text: 'no such thing' }],
}));
server.registerTool('wait', {}, ({ signal }) => {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('cancelled'));
    });
  });
});

await server.connect(new StdioServerTransport());
