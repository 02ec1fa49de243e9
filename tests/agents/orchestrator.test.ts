import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oldestNode } from '../../mcp-proxy/src/testing/oldest-node.fixture.ts';
import { installClient } from '../whole/agents/agent.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * An orchestrator's own files, of which only the import lines were changed, run with the package that
 * the Worker serves, on the oldest Node. None of them flushes or closes: the library sees to it.
 */
const FILES = join(import.meta.dirname, '../fixtures/orchestrator');
const MCP_SDK = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol');
const node = oldestNode();

let monitor: Monitor;
let client: ReturnType<typeof installClient>;
let home: string;

beforeAll(async () => {
  monitor = await startMonitor();
  client = installClient(monitor);
  home = mkdtempSync(join(tmpdir(), 'claude-monitor-orchestrator-'));
  cpSync(FILES, client.folder, { recursive: true });
  symlinkSync(MCP_SDK, join(client.folder, 'node_modules/@modelcontextprotocol'));
});

afterAll(async () => {
  client.remove();
  rmSync(home, { recursive: true, force: true });
  await monitor.stop();
});

async function run(file: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(node, [file], {
    cwd: client.folder,
    timeout: 30_000,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      CLAUDE_MONITOR_URL: monitor.url,
      CLAUDE_MONITOR_KEY: monitor.ingestKey,
      ...env,
    },
  });
  return stdout;
}

const session = (sessionId: string) =>
  eventually(
    async () => {
      const { items, fresh } = await apiOf(monitor).sessions();
      return fresh ? items.find((each) => each.sessionId === sessionId) : undefined;
    },
    (found) => found !== undefined,
  );

const task = (taskId: string) =>
  eventually(
    async () => (await apiOf(monitor).tasks()).items.find((each) => each.taskId === taskId),
    (found) => found !== undefined && found.endedAt !== null,
  );

test('the workflow of a task, logged by tool calls of its agent', async () => {
  await run('workflow-and-end.js');
  expect(await task('task-002')).toMatchObject({
    description: 'Write Solidity contracts for DEX',
    priority: 'high',
    status: 'success',
    durationMs: 45_000,
    agentName: 'solidity-developer',
  });
  expect(await session('task-002-session')).toMatchObject({
    model: 'claude-sonnet-4',
    usage: { inputTokens: 3_500, outputTokens: 1_200 },
    context: { window: 200_000 },
  });
});

test.each(['own-bridge', 'package-bridge'])(
  "the bridge between Prometheus and the monitor: the orchestrator's and ours are written alike (%s)",
  async (name) => {
    const stdout = await run(`${name}.js`);
    expect(JSON.parse(stdout)).toEqual({
      id: `task-of-${name}`,
      result: { success: true, duration: 45_000 },
    });
    expect(await task(`task-of-${name}`)).toMatchObject({
      description: 'Implement AMM',
      priority: 'high',
      status: 'success',
      durationMs: 45_000,
    });
    expect(await session(`session-of-${name}`)).toMatchObject({
      usage: { inputTokens: 3_500, outputTokens: 1_200, reported: { requests: 1 } },
    });
  },
);

test('three agents of an orchestrator, each with its model', async () => {
  await run('multi-agent.js');
  const shown = await Promise.all(['infra-001', 'solidity-001', 'security-001'].map(session));
  expect(shown).toMatchObject([
    { agentName: 'infrastructure-specialist', model: 'claude-sonnet-4', isDeclared: true },
    { agentName: 'solidity-developer', model: 'claude-sonnet-4', isDeclared: true },
    { agentName: 'security-auditor', model: 'claude-opus-4', isDeclared: true },
  ]);
});

test('[PRX1] what was logged while the monitor was away is sent by the next process', async () => {
  const away = {
    CLAUDE_MONITOR_URL: 'http://127.0.0.1:1',
    CLAUDE_MONITOR_SPOOL: join(home, 'one'),
  };
  mkdirSync(away.CLAUDE_MONITOR_SPOOL);
  await run('own-bridge.js', away);
  const waiting = readdirSync(away.CLAUDE_MONITOR_SPOOL).filter((file) => file.endsWith('.ndjson'));
  expect(waiting).toHaveLength(1);
  await run('multi-agent.js', { CLAUDE_MONITOR_SPOOL: away.CLAUDE_MONITOR_SPOOL });
  const left = readdirSync(away.CLAUDE_MONITOR_SPOOL).filter((file) => file.endsWith('.ndjson'));
  expect(left).toEqual([]);
  // Run a second time: the same task, and what was used once more.
  expect(await session('session-of-own-bridge')).toMatchObject({
    usage: { inputTokens: 7_000, outputTokens: 2_400 },
    tasks: { done: 1 },
  });
});
