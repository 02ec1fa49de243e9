import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oldestNode } from '../../mcp-proxy/src/testing/oldest-node.fixture.ts';
import { apiOf } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

/** Each example asks the monitor for what it did, and fails when it is not shown. */
const EXAMPLES = join(import.meta.dirname, '../../examples');
const node = oldestNode();

let monitor: Monitor;
let home: string;

beforeAll(async () => {
  monitor = await startMonitor();
  home = mkdtempSync(join(tmpdir(), 'claude-monitor-examples-'));
});

afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await monitor.stop();
});

const run = (example: string, env: Record<string, string>) =>
  promisify(execFile)(node, [join(EXAMPLES, example, 'main.js')], {
    timeout: 60_000,
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
  });

test.each(['prometheus-bridge', 'multi-agent', 'otel-any-agent'])(
  'the example %s does what it says, and ends',
  async (example) => {
    const { stdout, stderr } = await run(example, { CLAUDE_MONITOR_DATA: monitor.dataFolder });
    expect(stdout).toContain(monitor.dashboardUrl);
    expect(stderr).toBe('');
  },
);

test('an example says what to do where there is no monitor', async () => {
  await expect(
    run('multi-agent', { CLAUDE_MONITOR_DATA: join(home, 'nothing') }),
  ).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm start') });
});

test('what the examples did is there for all who look', async () => {
  const { items } = await apiOf(monitor).sessions();
  expect(items.map(({ agentName }) => agentName).sort()).toEqual([
    'infrastructure-specialist',
    'research-agent',
    'security-auditor',
    'solidity-developer',
    'solidity-developer',
  ]);
});
