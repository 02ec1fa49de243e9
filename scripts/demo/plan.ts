import type { Draft } from './draft.ts';

const PROJECT = 'dex-platform';
const PLANNER = 'infra-001';

type Planned = { taskId: string; taskDescription: string; dependsOn: string[]; priority?: string };

/** The plan of the invented team. Tasks named like a session are what that session works on. */
const PLAN: readonly Planned[] = [
  ['spec', 'Specify the exchange', [], 'high'],
  ['pool', 'Write AMM pool contract', ['spec'], 'critical'],
  ['factory', 'Write factory contract', ['spec'], 'high'],
  ['infra-001', 'Provision RPC nodes', ['spec'], 'high'],
  ['solidity-001', 'Write router contract', ['pool', 'factory'], 'high'],
  ['tests-07', 'Fuzz swap invariants', ['pool'], 'high'],
  ['oracle', 'Write price oracle', ['pool'], 'medium'],
  ['security-001', 'Audit AMM pool contract', ['pool'], 'high'],
  ['audit-router', 'Audit router contract', ['solidity-001'], 'critical'],
  ['docs-02', 'Describe swap API', ['factory'], 'high'],
  ['release-01', 'Deploy to testnet', ['factory', 'infra-001'], 'high'],
  ['ui', 'Swap interface', ['solidity-001'], 'medium'],
  ['bridge', 'Bridge to the old exchange', ['oracle'], 'low'],
  ['bridge-docs', 'Describe the bridge', ['bridge'], 'low'],
  ['load', 'Load test', ['release-01', 'tests-07', 'audit-router'], 'medium'],
  ['mainnet', 'Deploy to mainnet', ['load', 'security-001', 'ui'], 'critical'],
  ['announce', 'Announce the launch', ['mainnet', 'docs-02'], 'low'],
].map(([taskId, taskDescription, dependsOn, priority]) => ({
  taskId: String(taskId),
  taskDescription: String(taskDescription),
  dependsOn: [dependsOn ?? []].flat(),
  priority: String(priority),
}));

const DONE = [
  { taskId: 'spec', sessionId: 'infra-001', from: 57.5, to: 56.5 },
  { taskId: 'pool', sessionId: 'solidity-001', from: 56.4, to: 53 },
  { taskId: 'factory', sessionId: 'solidity-001', from: 52.9, to: 50.5 },
] as const;

/** A plan, its first tasks done, one cancelled, and what agents passed to each other over it. */
export function planDrafts(): Draft[] {
  const base = { project: PROJECT };
  return [
    ...PLAN.map((task) => ({
      ...base,
      ...task,
      type: 'task.plan' as const,
      sessionId: PLANNER,
      minutesAgo: 57.8,
    })),
    ...DONE.flatMap(({ taskId, sessionId, from, to }) => [
      { ...base, type: 'task.start' as const, sessionId, taskId, minutesAgo: from },
      {
        ...base,
        type: 'task.complete' as const,
        sessionId,
        taskId,
        minutesAgo: to,
        status: 'success',
      },
    ]),
    {
      ...base,
      type: 'task.complete',
      sessionId: PLANNER,
      taskId: 'bridge',
      minutesAgo: 30,
      status: 'cancelled',
    },
    pass('handover', 'infra-001', {
      toAgentName: 'solidity-developer',
      minutesAgo: 56.45,
      taskId: 'spec',
    }),
    pass('handover', 'solidity-001', {
      toAgentName: 'security-auditor',
      minutesAgo: 52.8,
      taskId: 'pool',
    }),
    pass('handover', 'solidity-001', {
      toAgentName: 'test-writer',
      minutesAgo: 52.7,
      taskId: 'pool',
    }),
    pass('handover', 'solidity-001', {
      toAgentName: 'docs-writer',
      minutesAgo: 50.4,
      taskId: 'factory',
    }),
    pass('message', 'security-001', {
      toAgentName: 'solidity-developer',
      minutesAgo: 14,
      taskId: 'pool',
    }),
    pass('message', 'tests-07', {
      toAgentName: 'solidity-developer',
      minutesAgo: 21,
      taskId: 'pool',
    }),
    pass('message', 'tests-07', {
      toAgentName: 'solidity-developer',
      minutesAgo: 10,
      taskId: 'pool',
    }),
  ];
}

const pass = (
  type: 'handover' | 'message',
  sessionId: string,
  { toAgentName, minutesAgo, taskId }: { toAgentName: string; minutesAgo: number; taskId: string },
): Draft => ({ type, sessionId, toAgentName, minutesAgo, taskId, project: PROJECT, summary: '' });
