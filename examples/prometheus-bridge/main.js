import assert from 'node:assert/strict';
import PrometheusMonitorBridge, { MonitorClient } from 'claude-monitor';
import { dashboardUrl, eventually } from '../monitor.js';
import { PrometheusClient } from './prometheus-client.js';

const PROMPT = 'PROMETHEUS create project: Build a Solidity DEX with automated market maker';
const project = `dex-${Date.now()}`;
const sessionId = `solidity-${project}`;

const prometheus = new PrometheusClient();
await prometheus.connect();
const monitor = new MonitorClient();
const bridge = new PrometheusMonitorBridge({ monitor, prometheus });

await monitor.logSessionStart({
  sessionId,
  agentName: 'solidity-developer',
  model: 'claude-sonnet-4',
  project,
});
await monitor.logPrompt({ sessionId, text: PROMPT });

const plan = await prometheus.createProject(project);
await monitor.logPlan({
  sessionId,
  project,
  tasks: plan.tasks.map(({ id, description, priority, dependsOn }) => {
    return { taskId: id, taskDescription: description, priority, dependsOn };
  }),
});

for (;;) {
  const found = await prometheus.nextTask(project);
  if (found === null) break;
  const task = { ...found, sessionId, project };
  const result = { success: true, duration: 45_000 };
  await bridge.onTaskAssigned(task);
  await bridge.onTaskProgress(task, { input: 3_500, output: 1_200, contextWindow: 200_000 });
  await bridge.onTaskComplete(task, result);
  // As an orchestrator does whose answer was lost: it counts once.
  await bridge.onTaskComplete(task, result);
  console.log(`${task.id}: ${task.description}`);
}
await monitor.logSessionEnd({ sessionId });
await prometheus.close();

const delivery = await monitor.close();
assert.ok(delivery.isDelivered, `${delivery.waiting} events wait: ${delivery.fault}`);

await eventually('/v1/tasks?limit=500', ({ items }) => {
  const tasks = items.filter((task) => task.project === project);
  assert.equal(tasks.length, plan.tasks.length);
  assert.ok(tasks.every(({ status }) => status === 'success'));
  assert.ok(tasks.every(({ origin }) => origin === 'prometheus'));
});
await eventually(`/v1/graph/tasks?project=${project}`, ({ graph }) => {
  assert.equal(graph.counts.done, plan.tasks.length);
  assert.equal(graph.edges.length, 6);
});
await eventually('/v1/sessions?limit=500', ({ items }) => {
  const card = items.find((each) => each.sessionId === sessionId);
  assert.equal(card?.tasks.done, plan.tasks.length);
  assert.equal(card?.usage.inputTokens, 3_500 * plan.tasks.length);
});
console.log(`The monitor shows ${plan.tasks.length} tasks done in ${project}: ${dashboardUrl}`);
