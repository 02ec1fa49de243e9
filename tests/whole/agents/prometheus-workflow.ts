import { join } from 'node:path';
import type { TaskState } from '@claude-monitor/protocol/task-graph/task-graph';
import { startAgent, type Agent } from './agent.ts';
import { ClaudeCode, type Spent } from './claude-code.ts';
import type { Workspace } from '../monitor/workspace.ts';
import { wrapPrometheus } from './wrapped-prometheus.ts';

/** The example workflow with Prometheus, by real parts: what the tests follow and the pictures show. */
export const PROJECT = 'Solidity DEX';
export const PROMPT = 'PROMETHEUS create project: Build a Solidity DEX with automated market maker';

export const AGENTS = {
  infra: { sessionId: 'infra-001', agentName: 'infrastructure-specialist' },
  solidity: { sessionId: 'solidity-001', agentName: 'solidity-developer' },
  security: { sessionId: 'security-001', agentName: 'security-auditor' },
} as const;
type Who = keyof typeof AGENTS;

/** `claude-opus-4` audits, the others are of `claude-sonnet-4`; telemetry has the dated names. */
const MODELS: Record<Who, { declared: string; measured: string }> = {
  infra: { declared: 'claude-sonnet-4', measured: 'claude-sonnet-4-20250514' },
  solidity: { declared: 'claude-sonnet-4', measured: 'claude-sonnet-4-20250514' },
  security: { declared: 'claude-opus-4', measured: 'claude-opus-4-20250514' },
};

/** What the model itself believes to have used, each time it is asked to log it. */
export const REPORTED = { inputTokens: 3_500, outputTokens: 1_200 } as const;

export const SPENT: Record<'solidity' | 'security', readonly Spent[]> = {
  solidity: [
    { inputTokens: 1_900, outputTokens: 640, cacheReadTokens: 24_000 },
    { inputTokens: 420, outputTokens: 1_310, cacheReadTokens: 27_500 },
    { inputTokens: 365, outputTokens: 905, cacheReadTokens: 31_000 },
  ],
  security: [
    { inputTokens: 2_240, outputTokens: 710, cacheReadTokens: 18_000 },
    { inputTokens: 510, outputTokens: 1_020, cacheReadTokens: 22_300 },
  ],
};

export type Step = {
  name: string;
  run: () => Promise<void>;
  /** The states on the graph that follow from it. */
  leadsTo?: Readonly<Record<string, TaskState>>;
};

export type Workflow = {
  steps: readonly Step[];
  /** Who asked Prometheus, and who asked something else. */
  asker: ClaudeCode;
  other: ClaudeCode;
  /** A call by an agent's own proxy, which says its session. */
  call: (who: Who, tool: string, fields?: Record<string, unknown>) => Promise<void>;
  close: () => Promise<void>;
};

/** Starts the processes of it: the wrapped server, and one proxy an agent. Nothing is reported yet. */
export async function startWorkflow(options: {
  bin: string;
  to: Workspace;
  home: string;
}): Promise<Workflow> {
  const { bin, to, home } = options;
  const asker = new ClaudeCode(to);
  const other = new ClaudeCode(to);
  const prometheus = await wrapPrometheus({ bin, to, home: join(home, 'asker'), asker });
  const start = async (who: Who): Promise<{ claude: ClaudeCode; proxy: Agent }> => {
    const claude = new ClaudeCode(to);
    const env = { CLAUDE_CODE_SESSION_ID: claude.sessionId };
    const { url, ingestKey: key } = to;
    return { claude, proxy: await startAgent({ bin, url, key, spool: join(home, who), env }) };
  };
  const agents = {
    infra: await start('infra'),
    solidity: await start('solidity'),
    security: await start('security'),
  };
  const call: Workflow['call'] = (who, tool, fields = {}) =>
    agents[who].proxy.call(tool, { sessionId: AGENTS[who].sessionId, ...fields });
  const begin = (who: Who, taskId: string, priority: string) => () =>
    call(who, 'log_task_start', { taskId, taskDescription: DESCRIPTIONS[taskId], priority });
  const end =
    (
      who: Who,
      taskId: string,
      { status, duration }: { status: 'success' | 'failed'; duration: number },
    ) =>
    () =>
      call(who, 'log_task_complete', { taskId, status, duration });
  const measure = async (who: keyof typeof SPENT, from: number, to?: number): Promise<void> => {
    for (const spent of SPENT[who].slice(from, to)) {
      await agents[who].claude.request(MODELS[who].measured, spent);
    }
  };

  const steps: readonly Step[] = [
    {
      name: 'a prompt goes to Prometheus, another to Claude',
      run: async () => {
        for (const session of [asker, other]) await session.start(MODELS.solidity.measured);
        await asker.prompt(PROMPT);
        await other.prompt('What does PROMETHEUS do, and where is the router contract?');
      },
    },
    {
      name: 'Prometheus plans five tasks',
      run: () => prometheus.call('create_project', { name: PROJECT }),
      leadsTo: {
        'task-001': 'ready',
        'task-002': 'blocked',
        'task-003': 'blocked',
        'task-004': 'blocked',
        'task-005': 'blocked',
      },
    },
    {
      name: 'three agents say who they are',
      run: async () => {
        for (const who of ['infra', 'solidity', 'security'] as const) {
          const { agentName } = AGENTS[who];
          await agents[who].claude.start(MODELS[who].measured);
          await call(who, 'log_session_start', { agentName, model: MODELS[who].declared });
        }
      },
    },
    {
      name: 'the design begins',
      run: begin('infra', 'task-001', 'high'),
      leadsTo: { 'task-001': 'in_progress' },
    },
    {
      name: 'the design says what it used',
      run: () => call('infra', 'log_token_usage', { ...REPORTED, contextWindow: 200_000 }),
    },
    {
      name: 'the design is done, and three tasks can begin',
      run: end('infra', 'task-001', { status: 'success', duration: 45_000 }),
      leadsTo: {
        'task-001': 'done',
        'task-002': 'ready',
        'task-003': 'ready',
        'task-004': 'ready',
        'task-005': 'blocked',
      },
    },
    {
      name: 'the design is handed over',
      run: () =>
        call('infra', 'log_handover', {
          toAgentName: AGENTS.solidity.agentName,
          taskId: 'task-001',
          summary: 'Constant product, fees in the pool',
        }),
    },
    {
      name: 'contracts begin',
      run: begin('solidity', 'task-002', 'high'),
      leadsTo: { 'task-002': 'in_progress' },
    },
    {
      name: 'security features begin',
      run: begin('security', 'task-003', 'critical'),
      leadsTo: { 'task-003': 'in_progress' },
    },
    {
      name: 'tests begin',
      run: begin('infra', 'task-004', 'medium'),
      leadsTo: { 'task-004': 'in_progress' },
    },
    {
      name: 'two of the agents are measured, and one reports as well',
      run: async () => {
        await measure('solidity', 0, 2);
        await measure('security', 0, 1);
        await call('solidity', 'log_token_usage', { ...REPORTED, contextWindow: 200_000 });
        await call('solidity', 'log_task_progress', { taskId: 'task-002', progress: 0.6 });
        await call('infra', 'log_task_progress', { taskId: 'task-004', progress: 0.25 });
      },
    },
    {
      name: 'the audit meets an error',
      run: () =>
        call('security', 'log_error', {
          errorType: 'ReentrancyCheck',
          errorMessage: 'withdraw() can be re-entered before the balance is updated',
          severity: 'high',
        }),
    },
    {
      name: 'security features fail',
      run: end('security', 'task-003', { status: 'failed', duration: 12_000 }),
      leadsTo: { 'task-003': 'failed', 'task-005': 'blocked' },
    },
    {
      name: 'security features begin again',
      run: begin('security', 'task-003', 'critical'),
      leadsTo: { 'task-003': 'in_progress' },
    },
    {
      name: 'the second attempt is measured too',
      run: async () => {
        await measure('security', 1);
        await measure('solidity', 2);
      },
    },
    {
      name: 'contracts are done',
      run: end('solidity', 'task-002', { status: 'success', duration: 45_000 }),
      leadsTo: { 'task-002': 'done', 'task-005': 'blocked' },
    },
    {
      name: 'security features are done',
      run: end('security', 'task-003', { status: 'success', duration: 30_000 }),
      leadsTo: { 'task-003': 'done', 'task-005': 'blocked' },
    },
    {
      name: 'tests are done, and the last task can begin',
      run: end('infra', 'task-004', { status: 'success', duration: 38_000 }),
      leadsTo: { 'task-004': 'done', 'task-005': 'ready' },
    },
    {
      name: 'the deployment begins',
      run: begin('infra', 'task-005', 'low'),
      leadsTo: { 'task-005': 'in_progress' },
    },
    {
      name: 'the deployment is done',
      run: end('infra', 'task-005', { status: 'success', duration: 20_000 }),
      leadsTo: { 'task-005': 'done' },
    },
  ];
  return {
    steps,
    asker,
    other,
    call,
    close: async () => {
      await prometheus.close();
      for (const { proxy } of Object.values(agents)) await proxy.close();
    },
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'task-001': 'Design AMM algorithm',
  'task-002': 'Write Solidity contracts',
  'task-003': 'Implement security features',
  'task-004': 'Write tests',
  'task-005': 'Deploy to testnet',
};
