import { randomUUID } from 'node:crypto';
import { TIME } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import type { Draft } from './draft.ts';
import { planDrafts } from './plan.ts';

export type Member = {
  session: string;
  agent: string;
  model: string;
  project: string;
  user: string;
  task: string;
  progress: number;
  /** Share of a 200,000-token context that is full. */
  context: number;
};

export const CONTEXT_WINDOW = 200_000;

export const TEAM: readonly Member[] = [
  [
    'release-01',
    'release-bot',
    'claude-sonnet-4-5',
    'dex-platform',
    'ana',
    'Deploy to testnet',
    0.2,
    0.41,
  ],
  [
    'security-001',
    'security-auditor',
    'claude-opus-4-5',
    'dex-platform',
    'ci-runner',
    'Audit AMM pool contract',
    0.7,
    0.63,
  ],
  [
    'solidity-001',
    'solidity-developer',
    'claude-sonnet-4-5',
    'dex-platform',
    'ben',
    'Write router contract',
    0.62,
    0.88,
  ],
  [
    'infra-001',
    'infrastructure-specialist',
    'claude-sonnet-4-5',
    'dex-platform',
    'ana',
    'Provision RPC nodes',
    0.35,
    0.22,
  ],
  [
    'tests-07',
    'test-writer',
    'claude-haiku-4-5',
    'dex-platform',
    'ci-runner',
    'Fuzz swap invariants',
    0.8,
    0.54,
  ],
  [
    'docs-02',
    'docs-writer',
    'claude-sonnet-4-5',
    'dex-platform',
    'chi',
    'Describe swap API',
    0.1,
    0.12,
  ],
  [
    'billing-01',
    'migration-agent',
    'claude-opus-4-5',
    'billing',
    'dov',
    'Backfill invoices, 4 of 9 tables',
    0.44,
    0.71,
  ],
  [
    'billing-02',
    'reviewer',
    'claude-sonnet-4-5',
    'billing',
    'dov',
    'Review pull request 1182',
    0.69,
    0.33,
  ],
].map(([session, agent, model, project, user, task, progress, context]) => ({
  session: String(session),
  agent: String(agent),
  model: String(model),
  project: String(project),
  user: String(user),
  task: String(task),
  progress: Number(progress),
  context: Number(context),
}));

/** The last hour of an invented team: what pages show as the present. */
export function teamEvents(now: number): Record<string, unknown>[] {
  const random = seeded(7).next;
  const drafts: Draft[] = [];
  for (const member of TEAM) drafts.push(...memberDrafts(member, random));
  drafts.push(...planDrafts());
  drafts.push(
    {
      type: 'session.state',
      sessionId: 'release-01',
      minutesAgo: 6,
      source: 'hook',
      state: 'waiting',
      reason: 'Asks to use Bash',
    },
    {
      type: 'error',
      sessionId: 'security-001',
      minutesAgo: 0.6,
      errorType: 'ReentrancyCheck',
      errorMessage: 'withdraw() can be re-entered before the balance is updated',
      severity: 'high',
    },
    {
      type: 'task.complete',
      sessionId: 'security-001',
      minutesAgo: 0.4,
      taskId: 'security-001',
      status: 'failed',
      duration: 45_000,
    },
    {
      type: 'tool.call',
      sessionId: 'tests-07',
      minutesAgo: 9,
      source: 'hook',
      toolUseId: 'toolu_demo',
      toolName: 'Bash',
      state: 'started',
    },
    {
      type: 'subagent.start',
      sessionId: 'solidity-001',
      minutesAgo: 20,
      source: 'hook',
      agentId: 'demo-1',
      agentType: 'Explore',
    },
    {
      type: 'subagent.start',
      sessionId: 'solidity-001',
      minutesAgo: 12,
      source: 'hook',
      agentId: 'demo-2',
      agentType: 'general-purpose',
    },
    {
      type: 'task.start',
      sessionId: 'docs-02',
      minutesAgo: 40,
      taskId: 'docs-intro',
      taskDescription: 'Write AMM introduction',
    },
    {
      type: 'task.complete',
      sessionId: 'docs-02',
      minutesAgo: 28,
      taskId: 'docs-intro',
      status: 'success',
      duration: 720_000,
    },
    {
      type: 'handover',
      sessionId: 'infra-001',
      minutesAgo: 0.2,
      toAgentName: 'release-bot',
      summary: 'Deploy to testnet',
    },
  );
  return drafts.map(({ minutesAgo, ...draft }) => ({
    id: randomUUID(),
    source: 'mcp',
    time: Math.round(now - minutesAgo * TIME.minuteMs),
    ...draft,
  }));
}

function memberDrafts(member: Member, random: () => number): Draft[] {
  const { session: sessionId, agent, model, project, user } = member;
  const drafts: Draft[] = [
    { type: 'session.start', sessionId, minutesAgo: 58, agentName: agent, model, project, user },
    {
      type: 'task.start',
      sessionId,
      minutesAgo: 50,
      taskId: sessionId,
      taskDescription: member.task,
      priority: 'high',
    },
    {
      type: 'task.progress',
      sessionId,
      minutesAgo: 8 + random() * 4,
      taskId: sessionId,
      progress: member.progress,
    },
  ];
  const requests = 90 + Math.floor(random() * 60);
  for (let index = 0; index < requests; index++) {
    const minutesAgo = 55 * (1 - index / requests) + random() * 0.3 + 0.05;
    // The context fills as the session goes on.
    const context = Math.round(
      member.context * CONTEXT_WINDOW * (0.3 + (0.7 * index) / (requests - 1)),
    );
    const agentId = subagentOf(sessionId, minutesAgo, index);
    drafts.push({
      type: 'usage',
      sessionId,
      minutesAgo,
      source: 'sdk',
      requestId: `req_${sessionId}_${String(index)}_${randomUUID()}`,
      model,
      inputTokens: Math.round(400 + random() * 900),
      outputTokens: Math.round(200 + random() * 900),
      cacheReadTokens: Math.max(0, context - 4_000),
      cacheCreationTokens: Math.round(random() * 3_000),
      contextWindow: CONTEXT_WINDOW,
      ...(agentId === null ? {} : { agentId }),
    });
  }
  return drafts;
}

function subagentOf(sessionId: string, minutesAgo: number, index: number): string | null {
  if (sessionId !== 'solidity-001' || index % 3 !== 0) return null;
  if (minutesAgo < 11) return 'demo-2';
  return minutesAgo < 19 ? 'demo-1' : null;
}
