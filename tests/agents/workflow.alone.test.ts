import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installClient, startAgent, type Agent } from '../whole/agents/agent.ts';
import { apiOf, eventually } from '../whole/http/api.ts';
import { openBrowser } from '../whole/browser/browser.ts';
import { expectReadable, lookAt, LOOKS } from '../whole/browser/look-at.ts';
import { paintedText, percentile } from '../whole/browser/painted.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/**
 * The whole way, on real parts: an MCP client calls tools of the proxy that was installed from the
 * Worker's tarball; the hub folds them, libSQL keeps them, and a browser shows them without reload.
 */
const AGENTS = [
  { sessionId: 'infra-001', agentName: 'infrastructure-specialist', model: 'claude-sonnet-4' },
  { sessionId: 'solidity-001', agentName: 'solidity-developer', model: 'claude-sonnet-4' },
  { sessionId: 'security-001', agentName: 'security-auditor', model: 'claude-opus-4' },
] as const;

/** The number of changes whose time from call to paint is measured. */
const CHANGES = 200;
const PAINT_P99_MS = 1_000;

let monitor: Monitor;
let client: ReturnType<typeof installClient>;
let browser: Browser;
let page: Page;
let spool: string;
const agents: Agent[] = [];
const faults: string[] = [];

beforeAll(async () => {
  monitor = await startMonitor();
  client = installClient(monitor);
  spool = mkdtempSync(join(tmpdir(), 'claude-monitor-agents-'));
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
});

afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  await browser.close();
  client.remove();
  rmSync(spool, { recursive: true, force: true });
  expect(await monitor.stop()).toBe(0);
});

const session = (sessionId: string) =>
  page.locator(`[data-testid=session-row][data-session-id="${sessionId}"]`);

const task = (taskId: string, status: string) =>
  page.locator(`[data-testid=task][data-task-id="${taskId}"][data-status="${status}"]`);

async function newAgent(name: string): Promise<Agent> {
  const agent = await startAgent({
    bin: client.bin,
    url: monitor.url,
    key: monitor.ingestKey,
    spool: join(spool, name),
  });
  agents.push(agent);
  return agent;
}

test('before the first event the page shows how to connect, with its own address', async () => {
  await page.goto(monitor.dashboardUrl);
  await page.getByTestId('show-command').click();
  expect(await page.getByTestId('command').textContent()).toContain(
    `npx -y ${monitor.url}/claude-monitor.tgz init --url ${monitor.url} --key `,
  );
  expect(new URL(page.url()).hash).toBe('');
});

test('three agents on two models: each change is seen in the browser without reload', async () => {
  for (const { sessionId, agentName, model } of AGENTS) {
    const agent = await newAgent(sessionId);
    await agent.call('log_session_start', { sessionId, agentName, model });
    await session(sessionId).getByRole('heading', { name: agentName }).waitFor();
  }
  const [infra, solidity, security] = agents;
  if (infra === undefined || solidity === undefined || security === undefined) {
    throw new Error('three agents were started');
  }
  await infra.call('log_task_start', {
    sessionId: 'infra-001',
    taskId: 'task-001',
    taskDescription: 'Provision RPC nodes',
    priority: 'medium',
  });
  await solidity.call('log_task_start', {
    sessionId: 'solidity-001',
    taskId: 'task-002',
    taskDescription: 'Write Solidity contracts for DEX',
    priority: 'high',
  });
  await security.call('log_task_start', {
    sessionId: 'security-001',
    taskId: 'task-003',
    description: 'Audit AMM pool contract',
    priority: 'critical',
  });
  await session('solidity-001').getByText('Write Solidity contracts for DEX').waitFor();
  await session('solidity-001').getByText('in progress').waitFor();
  await task('task-003', 'started').waitFor();

  await solidity.call('log_task_progress', {
    sessionId: 'solidity-001',
    taskId: 'task-002',
    progress: 0.5,
  });
  await session('solidity-001').getByText('50%').waitFor();
  await solidity.call('log_token_usage', {
    sessionId: 'solidity-001',
    inputTokens: 3_500,
    outputTokens: 1_200,
    contextWindow: 200_000,
  });
  await session('solidity-001').getByTitle('4,700 tokens, including cache').waitFor();
  await session('solidity-001').getByText('reported').first().waitFor();

  await security.call('log_error', {
    sessionId: 'security-001',
    errorType: 'ReentrancyCheck',
    errorMessage: 'withdraw() can be re-entered',
    severity: 'high',
  });
  await session('security-001').getByText('withdraw() can be re-entered').waitFor();
  await security.call('log_task_complete', {
    sessionId: 'security-001',
    taskId: 'task-003',
    status: 'failed',
    duration: 12_000,
  });
  await task('task-003', 'failed').waitFor();
  await solidity.call('log_task_complete', {
    sessionId: 'solidity-001',
    taskId: 'task-002',
    status: 'success',
    duration: 45_000,
  });
  await task('task-002', 'success').waitFor();
  await session('solidity-001').getByText('in progress').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
});

test('[STO9] history answers the same numbers, fresh', async () => {
  const api = apiOf(monitor);
  const usage = await eventually(
    () => api.usage('?groupBy=agent'),
    (answer) => answer.fresh,
  );
  expect(usage.totals).toMatchObject({ inputTokens: 3_500, outputTokens: 1_200, requests: 1 });
  expect(usage.groups.map((group) => group.key)).toEqual(['solidity-developer']);
  const { items } = await api.tasks();
  expect(Object.fromEntries(items.map((item) => [item.taskId, item.status]))).toEqual({
    'task-001': 'started',
    'task-002': 'success',
    'task-003': 'failed',
  });
  expect((await api.sessions()).items.map((item) => item.sessionId).sort()).toEqual(
    AGENTS.map((agent) => agent.sessionId).sort(),
  );
});

test(`from tool call to painted text, ${String(CHANGES)} changes`, async () => {
  const [infra] = agents;
  if (infra === undefined) throw new Error('an agent was started');
  const times: number[] = [];
  for (let index = 1; index <= CHANGES; index++) {
    // A text that was not there before; the browser's own observer says when it is painted.
    const description = `Provision RPC node ${String(index)} of ${String(CHANGES)}`;
    const painted = paintedText(page, description);
    const startedAt = Date.now();
    await infra.call('log_task_start', {
      sessionId: 'infra-001',
      taskId: 'task-001',
      taskDescription: description,
    });
    times.push((await painted) - startedAt);
  }
  const at = (share: number): number => percentile(times, share);
  console.log(
    `tool call to paint, ${String(CHANGES)} changes: p50 ${String(at(0.5))} ms, p99 ${String(at(0.99))} ms`,
  );
  expect(at(0.99)).toBeLessThan(PAINT_P99_MS);
});

test.each(LOOKS)('the page is readable: $name', async (look) => {
  await lookAt(browser, look, async (view) => {
    await view.goto(monitor.dashboardUrl);
    await view.getByTestId('session-row').first().waitFor();
    await expectReadable(view);
  });
});
