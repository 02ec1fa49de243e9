import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskGraphAnswerSchema } from '@claude-monitor/protocol/task-graph/task-graph';
import { installClient } from '../whole/agents/agent.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * A client works with a fake Prometheus through the installed `claude-monitor wrap`; the plan
 * and its tasks are seen in the running project, also what was done while it was away.
 */
const PROMETHEUS = join(
  import.meta.dirname,
  '../../mcp-proxy/src/testing/fake-prometheus.fixture.ts',
);
const SESSION = '5f3d9c1e-7a2b-4c8d-9e0f-112233445566';

let monitor: Monitor;
let dataFolder: string;
let installed: ReturnType<typeof installClient>;
let home: string;

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-wrap-data-'));
  home = mkdtempSync(join(tmpdir(), 'claude-monitor-wrap-home-'));
  monitor = await startMonitor({ dataFolder });
  installed = installClient(monitor);
});

afterAll(async () => {
  await monitor.stop();
  installed.remove();
  rmSync(dataFolder, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

async function connect(): Promise<Client> {
  const client = new Client({ name: 'test-client', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: installed.bin,
      args: ['wrap', '--', process.execPath, PROMETHEUS],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        CLAUDE_MONITOR_URL: monitor.url,
        CLAUDE_MONITOR_KEY: monitor.ingestKey,
        CLAUDE_CODE_SESSION_ID: SESSION,
      },
    }),
  );
  return client;
}

const call = (client: Client, name: string, args: Record<string, unknown> = {}) =>
  client.callTool({ name, arguments: args });

const statuses = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await apiOf(monitor).tasks()).items.map((task) => [task.taskId, task.status]),
  );

test('a plan, its tasks and the tool calls are seen; kill -9 of the monitor costs the client nothing', async () => {
  const client = await connect();
  await call(client, 'create_project', { description: 'Build a Solidity DEX' });
  await call(client, 'next_task');
  await call(client, 'finish_task', { taskId: 'task-001', status: 'done' });
  await eventually(statuses, (found) => found['task-001'] === 'success');
  expect(await statuses()).toEqual({ 'task-001': 'success', 'task-002': 'planned' });

  const answer = await fetch(`${monitor.url}/v1/graph/tasks?project=Solidity%20DEX`, {
    headers: { authorization: `Bearer ${monitor.readKey}` },
  });
  const { graph, tasks } = taskGraphAnswerSchema.parse(await answer.json());
  expect(tasks.map(({ taskId, project }) => [taskId, project]).sort()).toEqual([
    ['task-001', 'Solidity DEX'],
    ['task-002', 'Solidity DEX'],
  ]);
  expect(graph.edges).toHaveLength(1);

  for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
  await call(client, 'next_task');
  await call(client, 'finish_task', { taskId: 'task-002', status: 'failed' });
  await monitor.stop();
  monitor = await startMonitor({ dataFolder, port: Number(new URL(monitor.url).port) });
  await eventually(statuses, (found) => found['task-002'] === 'failed');
  await client.close();

  const { items } = await apiOf(monitor).sessions();
  expect(items.map(({ sessionId, toolCalls }) => [sessionId, toolCalls])).toEqual([[SESSION, 5]]);
});
