import type { AgentGraphAnswer } from '../api/agent-graph.ts';
import type {
  ErrorGroup,
  SessionAnswer,
  SessionFacets,
  SessionRequestsAnswer,
  AgentsAnswer,
  ErrorGroupsAnswer,
  Ordered,
  TaskFacets,
} from '../api/index.ts';
import type { TaskGraphAnswer } from '../task-graph/task-graph.ts';
import type { TaskAnswer } from '../task-graph/task-history.ts';
import type { Session, Task } from '../live/view.ts';
import { FIGURES, FRESHNESS } from './shared-rules.ts';
import type { RulesOf } from './rules.ts';
import { SESSION_RULES, TASK_RULES } from './view-rules.ts';

/** What a redacted link sees of the answers of history. */

type Page<Item> = { asOf: number; fresh: boolean; next: string | null; items: Item[] };

const NAME_FACET = <Kind extends 'agent' | 'project' | 'person' | 'model'>(kind: Kind) => ({
  items: { key: kind, count: 'shown' } as const,
  more: 'shown' as const,
});

export const SESSIONS_RULES: RulesOf<
  Page<Session> & { facets?: SessionFacets | undefined; ordered?: Ordered | undefined }
> = {
  ...FRESHNESS,
  next: 'sealed',
  items: SESSION_RULES,
  facets: {
    sessions: 'shown',
    isWhole: 'shown',
    agent: NAME_FACET('agent'),
    project: NAME_FACET('project'),
    user: NAME_FACET('person'),
    model: NAME_FACET('model'),
    state: 'shown',
    outcome: 'shown',
  },
  ordered: 'shown',
};

export const TASKS_RULES: RulesOf<
  Page<Task> & { facets?: TaskFacets | undefined; ordered?: Ordered | undefined }
> = {
  ...FRESHNESS,
  next: 'sealed',
  items: TASK_RULES,
  facets: {
    tasks: 'shown',
    isWhole: 'shown',
    agent: NAME_FACET('agent'),
    project: NAME_FACET('project'),
    status: 'shown',
    costMicros: 'shown',
    unpricedRequests: 'shown',
    retried: 'shown',
    firstTry: 'shown',
    medianDurationMs: 'shown',
    medianCostMicros: 'shown',
  },
  ordered: 'shown',
};

export const ERRORS_RULES: RulesOf<Page<ErrorGroup> & { countedFrom: number | null }> = {
  ...FRESHNESS,
  next: 'sealed',
  items: {
    fingerprint: 'sealed',
    errorType: 'error',
    message: 'blank',
    severity: 'shown',
    agentName: 'agent',
    session: 'sealed',
    sessionId: 'session',
    count: 'shown',
    firstAt: 'shown',
    lastAt: 'shown',
  },
  countedFrom: 'shown',
};

export const ERROR_GROUPS_RULES: RulesOf<ErrorGroupsAnswer> = {
  ...FRESHNESS,
  from: 'shown',
  to: 'shown',
  countedFrom: 'shown',
  points: 'shown',
  errors: 'shown',
  sessions: 'shown',
  kinds: 'shown',
  hasBefore: 'shown',
  newKinds: 'shown',
  items: {
    fingerprint: 'sealed',
    errorType: 'error',
    message: 'blank',
    severity: 'shown',
    count: 'shown',
    sessions: 'shown',
    agents: { agentName: 'agent', count: 'shown' },
    moreAgents: 'shown',
    firstAt: 'shown',
    isNew: 'shown',
    lastAt: 'shown',
    trend: 'shown',
    examples: {
      session: 'sealed',
      sessionId: 'session',
      agentName: 'agent',
      count: 'shown',
      lastAt: 'shown',
    },
  },
};

export const AGENTS_RULES: RulesOf<AgentsAnswer> = {
  ...FRESHNESS,
  items: {
    project: 'project',
    agentName: 'agent',
    model: 'model',
    done: 'shown',
    failed: 'shown',
    cancelled: 'shown',
    firstTry: 'shown',
    durationMs: 'shown',
    waitedMs: 'shown',
    costMicros: 'shown',
    tokens: 'shown',
    unpricedRequests: 'shown',
    cacheReadTokens: 'shown',
    sentTokens: 'shown',
    priorities: 'shown',
    sessions: 'shown',
    errors: 'shown',
    sessionMs: 'shown',
  },
  more: 'shown',
  tasks: 'shown',
  isWhole: 'shown',
};

export const SESSION_ANSWER_RULES: RulesOf<SessionAnswer> = {
  ...FRESHNESS,
  session: SESSION_RULES,
  tasks: TASK_RULES,
  detail: {
    subagents: {
      id: 'opaque',
      parent: 'opaque',
      kind: 'shown',
      name: 'agent',
      agentType: 'agent',
      models: 'model',
      startedAt: 'shown',
      endedAt: 'shown',
      toolCalls: 'shown',
      own: 'shown',
      subtree: 'shown',
    },
    tools: {
      name: 'tool',
      calls: 'shown',
      failed: 'shown',
      denied: 'shown',
      open: 'shown',
      totalMs: 'shown',
      maxMs: 'shown',
    },
    requests: {
      at: 'shown',
      agentId: 'opaque',
      model: 'model',
      inputTokens: 'shown',
      outputTokens: 'shown',
      cacheReadTokens: 'shown',
      cacheCreationTokens: 'shown',
      costMicros: 'shown',
      unpriced: 'shown',
      tier: 'null',
      clientCostMicros: 'shown',
      provenance: 'shown',
      task: 'sealed',
      taskId: 'task',
    },
    moreRequests: 'shown',
    waiting: { at: 'shown', reason: 'null' },
    prompts: 'shown',
    work: 'shown',
    clock: 'shown',
    isUsageElsewhere: 'shown',
    monitoring: 'shown',
    linked: 'empty',
  },
  usage: {
    ...FIGURES,
    agentId: 'opaque',
    model: 'model',
    task: 'sealed',
  },
};

export const SESSION_REQUESTS_RULES: RulesOf<SessionRequestsAnswer> = {
  ...FRESHNESS,
  next: 'sealed',
  items: {
    at: 'shown',
    agentId: 'opaque',
    model: 'model',
    provenance: 'shown',
    requests: 'shown',
    inputTokens: 'shown',
    outputTokens: 'shown',
    cacheReadTokens: 'shown',
    cacheCreationTokens: 'shown',
    costMicros: 'shown',
    clientCostMicros: 'shown',
    task: 'sealed',
  },
};

export const TASK_ANSWER_RULES: RulesOf<TaskAnswer> = {
  ...FRESHNESS,
  task: TASK_RULES,
  history: {
    moments: {
      at: 'shown',
      kind: 'shown',
      session: 'sealed',
      sessionId: 'session',
      agentName: 'agent',
      description: 'task text',
      priority: 'shown',
      dependsOn: 'task',
      progress: 'shown',
      durationMs: 'shown',
      to: 'agent',
    },
    more: 'shown',
  },
};

export const TASK_GRAPH_RULES: RulesOf<TaskGraphAnswer> = {
  ...FRESHNESS,
  project: 'project',
  projects: { project: 'project', tasks: 'shown', open: 'shown', lastAt: 'shown', origin: 'shown' },
  tasks: TASK_RULES,
  graph: {
    nodes: {
      id: 'sealed',
      state: 'shown',
      waitsFor: 'sealed',
      missing: 'task',
      deadBy: 'sealed',
      isCritical: 'shown',
    },
    edges: { from: 'sealed', to: 'sealed' },
    criticalPath: 'sealed',
    counts: 'shown',
  },
  more: 'shown',
  moreEdges: 'shown',
};

export const AGENT_GRAPH_RULES: RulesOf<AgentGraphAnswer> = {
  ...FRESHNESS,
  project: 'project',
  from: 'shown',
  to: 'shown',
  nodes: {
    id: 'agent',
    kind: 'shown',
    sessions: 'shown',
    usage: 'shown',
    tasksDone: 'shown',
    tasksFailed: 'shown',
    toolCalls: 'shown',
    errors: 'shown',
    lastAt: 'shown',
  },
  edges: {
    from: 'agent',
    to: 'agent',
    kind: 'shown',
    count: 'shown',
    length: 'shown',
    lastAt: 'shown',
  },
  more: 'shown',
};
