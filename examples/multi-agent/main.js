import assert from 'node:assert/strict';
import { MonitorClient } from 'claude-monitor';
import { dashboardUrl, eventually } from '../monitor.js';

const run = String(Date.now());
const project = `dex-team-${run}`;
const infra = `infra-001-${run}`;
const solidity = `solidity-001-${run}`;
const security = `security-001-${run}`;
const [provision, contracts, audit] = ['provision', 'contracts', 'audit'];

const monitor = new MonitorClient({ throwOnError: true });

await monitor.logSessionStart({
  sessionId: infra,
  agentName: 'infrastructure-specialist',
  model: 'claude-sonnet-4',
  project,
});
await monitor.logSessionStart({
  sessionId: solidity,
  agentName: 'solidity-developer',
  model: 'claude-sonnet-4',
  project,
});
await monitor.logSessionStart({
  sessionId: security,
  agentName: 'security-auditor',
  model: 'claude-opus-4',
  project,
});
await monitor.logPlan({
  sessionId: infra,
  project,
  tasks: [
    { taskId: provision, taskDescription: 'Provision RPC nodes', priority: 'medium' },
    { taskId: contracts, taskDescription: 'Write Solidity contracts for DEX', priority: 'high' },
    {
      taskId: audit,
      taskDescription: 'Audit AMM pool contract',
      priority: 'critical',
      dependsOn: [contracts],
    },
  ],
});

await Promise.all([provisionNodes(), writeContracts()]);
await auditContracts();
for (const sessionId of [infra, solidity, security]) await monitor.logSessionEnd({ sessionId });

const delivery = await monitor.close();
assert.ok(delivery.isDelivered, `${delivery.waiting} events wait: ${delivery.fault}`);

await eventually('/v1/sessions?limit=500', ({ items }) => {
  const card = (sessionId) => items.find((each) => each.sessionId === sessionId);
  assert.equal(card(infra)?.tasks.done, 1);
  assert.equal(card(solidity)?.tasks.done, 1);
  assert.equal(card(solidity)?.usage.measured.inputTokens, 2_000);
  assert.equal(card(security)?.tasks.done, 1);
  assert.equal(card(security)?.errors, 1);
});
await eventually(`/v1/graph/agents?project=${project}`, ({ edges }) => {
  const passed = edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`).sort();
  assert.deepEqual(passed, [
    'security-auditor message solidity-developer',
    'solidity-developer handover security-auditor',
    'solidity-developer spawn amm-mathematician',
  ]);
});
await eventually('/v1/tasks?limit=500', ({ items }) => {
  const tasks = items.filter((task) => task.project === project);
  assert.deepEqual(tasks.map(({ status }) => status).sort(), ['success', 'success', 'success']);
});
console.log(`Three agents, one handover, one failure that was mended: ${dashboardUrl}`);

async function provisionNodes() {
  await monitor.logTaskStart({ sessionId: infra, taskId: provision, project });
  await monitor.logTaskProgress({ sessionId: infra, taskId: provision, progress: 0.5, project });
  await monitor.logTokenUsage({ sessionId: infra, inputTokens: 900, outputTokens: 150 });
  await monitor.logTaskComplete({
    sessionId: infra,
    taskId: provision,
    status: 'success',
    duration: 12_000,
    project,
  });
}

async function writeContracts() {
  const agentId = `amm-math-${run}`;
  await monitor.logTaskStart({ sessionId: solidity, taskId: contracts, project });
  await monitor.logSubagentStart({ sessionId: solidity, agentId, agentType: 'amm-mathematician' });
  await monitor.logTokenUsage({
    sessionId: solidity,
    agentId,
    requestId: `req_${run}`,
    model: 'claude-sonnet-4-5',
    inputTokens: 2_000,
    outputTokens: 700,
    cacheReadTokens: 10_000,
  });
  await monitor.logSubagentEnd({ sessionId: solidity, agentId });
  await monitor.logTaskComplete({
    sessionId: solidity,
    taskId: contracts,
    status: 'success',
    duration: 45_000,
    project,
  });
  await monitor.logHandover({
    sessionId: solidity,
    toSessionId: security,
    toAgentName: 'security-auditor',
    taskId: audit,
    summary: 'AmmPool.sol and its tests are ready for the audit',
  });
}

async function auditContracts() {
  await monitor.logTaskStart({ sessionId: security, taskId: audit, project });
  await monitor.logError({
    sessionId: security,
    taskId: audit,
    errorType: 'ReentrancyCheck',
    errorMessage: 'withdraw() can be re-entered',
    severity: 'high',
  });
  await monitor.logTaskComplete({ sessionId: security, taskId: audit, status: 'failed', project });
  await monitor.logMessage({
    sessionId: security,
    toSessionId: solidity,
    toAgentName: 'solidity-developer',
    summary: 'Guard withdraw() against re-entrancy',
  });
  // Later: the contracts were mended, and the audit is tried again.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await monitor.logTaskStart({ sessionId: security, taskId: audit, project });
  await monitor.logTaskComplete({
    sessionId: security,
    taskId: audit,
    status: 'success',
    duration: 20_000,
    project,
  });
}
