import type {
  ActivityAnswer,
  ActivityGrouping,
  USAGE_GROUPINGS,
  UptimeAnswer,
  UsageAnswer,
  UsageGrouping,
} from '../api/index.ts';
import { labelKeyOf } from '../labels.ts';
import { InOrder, type RuleFor, type RulesOf } from './rules.ts';
import { FIGURES, FRESHNESS } from './shared-rules.ts';

/** What a redacted link sees of sums: usage, activity, uptime. */

type Grouping = (typeof USAGE_GROUPINGS)[number];

const GROUP_KEYS: Record<Grouping, RuleFor<string | null>> = {
  agent: 'agent',
  model: 'model',
  session: 'session',
  task: 'task',
  project: 'project',
  user: 'person',
  // One of two words of ours.
  provenance: 'internal',
};

const isLabel = (groupBy: UsageGrouping): groupBy is Exclude<UsageGrouping, Grouping> =>
  labelKeyOf(groupBy) !== null;

/** Labels are shown to no redacted link. */
const keyRule = (grouping: UsageGrouping): RuleFor<string | null> =>
  isLabel(grouping) ? 'null' : GROUP_KEYS[grouping];

/** The keys of a group are names of what was grouped by. */
export function usageRules(groupBy: readonly UsageGrouping[] = []): RulesOf<UsageAnswer> {
  const keys = groupBy.map(keyRule);
  const group = {
    ...FIGURES,
    key: keys[0] ?? 'null',
    keys: new InOrder(keys),
    id: 'sealed',
  } as const;
  return {
    ...FRESHNESS,
    from: 'shown',
    to: 'shown',
    totals: 'shown',
    groups: group,
    others: 'shown',
    series: { ...FIGURES, at: 'shown', until: 'shown', groups: group, others: 'shown' },
  };
}

const TIMES = {
  activeMs: 'shown',
  waitingMs: 'shown',
  idleMs: 'shown',
  stalledMs: 'shown',
  lostMs: 'shown',
} as const;

const ACTIVITY = {
  sessions: 'shown',
  tasksStarted: 'shown',
  tasksDone: 'shown',
  tasksFailed: 'shown',
  errors: 'shown',
  toolCalls: 'shown',
  ...TIMES,
} as const;

export const UPTIME_RULES: RulesOf<UptimeAnswer> = {
  ...FRESHNESS,
  from: 'shown',
  to: 'shown',
  services: 'shown',
  points: 'shown',
  totals: 'shown',
  agents: { agentName: 'agent', ...TIMES, points: 'shown' },
  moreAgents: 'shown',
  open: {
    session: 'sealed',
    sessionId: 'session',
    agentName: 'agent',
    project: 'project',
    state: 'shown',
    since: 'shown',
  },
  moreOpen: 'shown',
  followedFrom: 'shown',
};

export function activityRules(groupBy: readonly ActivityGrouping[] = []): RulesOf<ActivityAnswer> {
  return {
    ...FRESHNESS,
    from: 'shown',
    to: 'shown',
    totals: 'shown',
    groups: { ...ACTIVITY, keys: new InOrder(groupBy.map(keyRule)) },
    sessionsFrom: 'shown',
    others: 'shown',
    series: { ...ACTIVITY, at: 'shown', until: 'shown' },
  };
}
