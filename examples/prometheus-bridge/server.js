import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

/** A stand-in for Prometheus: it takes every project apart in the same way. */
const STEPS = [
  { description: 'Design AMM algorithm', priority: 'high', after: [] },
  { description: 'Write Solidity contracts', priority: 'high', after: [0] },
  { description: 'Implement security features', priority: 'critical', after: [0] },
  { description: 'Write tests', priority: 'medium', after: [0] },
  { description: 'Deploy to testnet', priority: 'low', after: [1, 2, 3] },
];

const projects = new Map();
/** Tasks of all projects are numbered through: an id alone names one. */
let planned = 0;
const server = new McpServer({ name: 'prometheus', version: '1.0.0' });

server.registerTool(
  'create_project',
  { description: 'Take a project apart into tasks.', inputSchema: { name: z.string().min(1) } },
  ({ name }) => {
    const first = planned + 1;
    planned += STEPS.length;
    const idOf = (step) => `task-${String(first + step).padStart(3, '0')}`;
    const tasks = STEPS.map(({ description, priority, after }, step) => {
      return { id: idOf(step), description, priority, dependsOn: after.map(idOf), status: 'open' };
    });
    projects.set(name, tasks);
    return says({ project: name, tasks });
  },
);

server.registerTool(
  'next_task',
  {
    description: 'A task whose dependencies are done, or null.',
    inputSchema: { project: z.string() },
  },
  ({ project }) => {
    const tasks = projects.get(project) ?? [];
    const done = new Set(tasks.filter(({ status }) => status === 'success').map(({ id }) => id));
    const isReady = ({ status, dependsOn }) =>
      status === 'open' && dependsOn.every((id) => done.has(id));
    const task = tasks.find(isReady) ?? null;
    if (task !== null) task.status = 'assigned';
    return says({ task });
  },
);

server.registerTool(
  'finish_task',
  {
    description: 'Say how a task ended; saying it again changes nothing.',
    inputSchema: { id: z.string(), success: z.boolean() },
  },
  ({ id, success }) => {
    const task = [...projects.values()].flat().find((each) => each.id === id);
    if (task === undefined) return { ...says({ error: `no task ${id}` }), isError: true };
    task.status = success ? 'success' : 'failed';
    return says({ task });
  },
);

await server.connect(new StdioServerTransport());

function says(value) {
  return { content: [{ type: 'text', text: JSON.stringify(value) }] };
}
