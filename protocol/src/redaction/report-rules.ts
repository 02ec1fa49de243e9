import type { ReportAnswer, ReportsAnswer } from '../api/reports.ts';
import type { RulesOf } from './rules.ts';

/** What a redacted link sees of reports. */

const FRESHNESS = { asOf: 'shown', fresh: 'shown' } as const;
const FIGURES = { now: 'shown', before: 'shown' } as const;

const ENDED = {
  id: 'sealed',
  taskId: 'task',
  description: 'task text',
  agentName: 'agent',
  ms: 'shown',
} as const;

export const REPORT_RULES: RulesOf<ReportAnswer> = {
  ...FRESHNESS,
  // Words of the calendar and of the time zone database.
  id: 'internal',
  timezone: 'internal',
  period: 'shown',
  project: 'project',
  from: 'shown',
  to: 'shown',
  isOver: 'shown',
  before: 'shown',
  previousId: 'internal',
  nextId: 'internal',
  totals: 'shown',
  points: 'shown',
  projects: { ...FIGURES, project: 'project' },
  agents: { ...FIGURES, agentName: 'agent' },
  moreAgents: 'shown',
  moreProjects: 'shown',
  movers: {
    agentName: 'agent',
    model: 'model',
    changeMicros: 'shown',
    requests: 'shown',
    requestsBefore: 'shown',
  },
  slowest: ENDED,
  longestWaits: ENDED,
  incidents: 'shown',
  uptime: 'shown',
  isEveryTaskOrdered: 'shown',
  errors: {
    kinds: 'shown',
    newKinds: 'shown',
    items: {
      fingerprint: 'sealed',
      errorType: 'error',
      message: 'blank',
      severity: 'shown',
      count: 'shown',
      isNew: 'shown',
    },
  },
  completeness: 'shown',
  changed: { newAgents: 'agent', goneAgents: 'agent', newModels: 'model', goneModels: 'model' },
};

export const REPORTS_RULES: RulesOf<ReportsAnswer> = {
  ...FRESHNESS,
  period: 'shown',
  timezone: 'internal',
  project: 'project',
  items: {
    id: 'internal',
    from: 'shown',
    to: 'shown',
    isOver: 'shown',
    costMicros: 'shown',
    unpricedRequests: 'shown',
    tasksDone: 'shown',
    tasksFailed: 'shown',
    errors: 'shown',
  },
};
