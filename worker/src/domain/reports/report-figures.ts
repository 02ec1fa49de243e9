import {
  noActivity,
  noFigures,
  type ActivityAnswer,
  type ActivitySums,
  type ErrorGroupsAnswer,
  type Report,
  type ReportFigures,
  type Session,
  type Task,
  type UptimeAnswer,
  type UsageAnswer,
  type UsageFigures,
} from '@claude-monitor/protocol';
import type { Period } from './periods.ts';

type Usage = Pick<UsageAnswer, 'totals' | 'groups' | 'series'>;
type Activity = Pick<ActivityAnswer, 'totals' | 'groups' | 'series'>;
type Both<Value> = { now: Value; before: Value };

/** What the readers of the pages answered about a period and the one before. */
type ReportParts = {
  period: Period;
  before: { from: number; to: number };
  previousId: string;
  nextId: string | null;
  timezone: string;
  project: string | null;
  isOver: boolean;
  /** By agent, with a series. */
  agents: { usage: Both<Usage>; activity: Both<Activity> };
  projects: { usage: Both<Usage>; activity: Both<Activity> };
  /** By agent and model. */
  models: Both<Pick<UsageAnswer, 'groups'>>;
  slowest: { items: readonly Task[]; isWhole: boolean };
  longestWaits: { items: readonly Task[]; isWhole: boolean };
  errors: Pick<ErrorGroupsAnswer, 'kinds' | 'newKinds' | 'items'>;
  sessions: { items: readonly Session[]; isWhole: boolean };
  services: UptimeAnswer['services'];
};

const AGENTS = 12;
const PROJECTS = 8;
const MOVERS = 5;
const ERRORS = 5;
const NAMES = 8;

/** A report, from answers of the pages' own readers: nothing is counted here that they did not count. */
export function reportOf(parts: ReportParts): Report {
  const { period, agents, projects, models } = parts;
  const byAgent = pairsOf(agents);
  const byProject = pairsOf(projects);
  return {
    id: period.id,
    period: period.period,
    timezone: parts.timezone,
    project: parts.project,
    from: period.from,
    to: period.to,
    isOver: parts.isOver,
    before: parts.before,
    previousId: parts.previousId,
    nextId: parts.nextId,
    totals: { now: figuresOf(agents, 'now'), before: figuresOf(agents, 'before') },
    points: pointsOf(agents),
    projects: byProject
      .slice(0, PROJECTS)
      .map(({ name, now, before }) => ({ project: name, now, before })),
    moreProjects: Math.max(0, byProject.length - PROJECTS),
    agents: byAgent
      .slice(0, AGENTS)
      .map(({ name, now, before }) => ({ agentName: name, now, before })),
    moreAgents: Math.max(0, byAgent.length - AGENTS),
    movers: moversOf(models),
    slowest: parts.slowest.items.flatMap((task) => endedOf(task, task.durationMs)),
    longestWaits: parts.longestWaits.items.flatMap((task) => endedOf(task, task.waitedMs)),
    isEveryTaskOrdered: parts.slowest.isWhole && parts.longestWaits.isWhole,
    errors: {
      kinds: parts.errors.kinds,
      newKinds: parts.errors.newKinds,
      items: parts.errors.items
        .slice(0, ERRORS)
        .map(({ fingerprint, errorType, message, severity, count, isNew }) => ({
          ...{ fingerprint, errorType, message, severity, count, isNew },
        })),
    },
    // The hub adds them: history does not know of them.
    incidents: null,
    uptime: parts.services.map(({ service, up, down, unknown }) => ({
      ...{ service, up, down, unknown },
    })),
    completeness: completenessOf(parts.sessions),
    changed: {
      ...changedOf(models, 0, (added, gone) => ({ newAgents: added, goneAgents: gone })),
      ...changedOf(models, 1, (added, gone) => ({ newModels: added, goneModels: gone })),
    },
  };
}

type Grouped = { usage: Both<Usage>; activity: Both<Activity> };
type Pair = { name: string | null; now: ReportFigures; before: ReportFigures };

const figuresOf = ({ usage, activity }: Grouped, when: keyof Both<unknown>): ReportFigures => ({
  usage: plainOf(usage[when].totals),
  activity: plainActivity(activity[when].totals),
});

/** Who used or did anything in either period, the dearest first. */
function pairsOf({ usage, activity }: Grouped): Pair[] {
  const pairs = new Map<string | null, Pair>();
  const pairFor = (name: string | null): Pair => {
    const known = pairs.get(name) ?? { name, now: nothing(), before: nothing() };
    pairs.set(name, known);
    return known;
  };
  for (const when of ['now', 'before'] as const) {
    for (const group of usage[when].groups) pairFor(group.key)[when].usage = plainOf(group);
    for (const group of activity[when].groups) {
      pairFor(group.keys[0] ?? null)[when].activity = plainActivity(group);
    }
  }
  const cost = ({ now, before }: Pair): number =>
    now.usage.costMicros * 2 + before.usage.costMicros;
  return [...pairs.values()].sort(
    (one, other) =>
      cost(other) - cost(one) ||
      other.now.activity.tasksDone - one.now.activity.tasksDone ||
      compare(one.name ?? '', other.name ?? ''),
  );
}

const nothing = (): ReportFigures => ({ usage: noFigures(), activity: noActivity() });

/** Points of both periods are laid upon each other by place: the first day upon the first. */
function pointsOf({ usage, activity }: Grouped): Report['points'] {
  const work = new Map(activity.now.series.map((point) => [point.at, point]));
  return usage.now.series.map(({ at, until, costMicros }, place) => ({
    at,
    until,
    costMicros,
    beforeMicros: usage.before.series[place]?.costMicros ?? null,
    tasksDone: work.get(at)?.tasksDone ?? 0,
    tasksFailed: work.get(at)?.tasksFailed ?? 0,
  }));
}

function moversOf({ now, before }: ReportParts['models']): Report['movers'] {
  const keyOf = (group: { keys: (string | null)[] }): string => JSON.stringify(group.keys);
  const earlier = new Map(before.groups.map((group) => [keyOf(group), group]));
  const both = [
    ...now.groups.map((group) => ({
      keys: group.keys,
      now: group,
      before: earlier.get(keyOf(group)),
    })),
    ...before.groups
      .filter((group) => !now.groups.some((one) => keyOf(one) === keyOf(group)))
      .map((group) => ({ keys: group.keys, now: undefined, before: group })),
  ];
  return both
    .map(({ keys, now, before }) => ({
      agentName: keys[0] ?? null,
      model: keys[1] ?? null,
      changeMicros: (now?.costMicros ?? 0) - (before?.costMicros ?? 0),
      requests: now?.requests ?? 0,
      requestsBefore: before?.requests ?? 0,
    }))
    .filter(({ changeMicros }) => changeMicros !== 0)
    .sort(
      (one, other) =>
        Math.abs(other.changeMicros) - Math.abs(one.changeMicros) ||
        compare(one.agentName ?? '', other.agentName ?? '') ||
        compare(one.model ?? '', other.model ?? ''),
    )
    .slice(0, MOVERS);
}

/** Names at one place of the groups that one period has and the other has not. */
function changedOf<Value>(
  { now, before }: ReportParts['models'],
  place: number,
  as: (added: string[], gone: string[]) => Value,
): Value {
  const namesOf = (groups: UsageAnswer['groups']): Set<string> =>
    new Set(groups.flatMap(({ keys }) => keys[place] ?? []));
  const [then, today] = [namesOf(before.groups), namesOf(now.groups)];
  // Where nothing was used before, everybody is new, which says nothing.
  if (then.size === 0 || today.size === 0) return as([], []);
  const added = [...today].filter((name) => !then.has(name));
  const gone = [...then].filter((name) => !today.has(name));
  return as(added.sort(compare).slice(0, NAMES), gone.sort(compare).slice(0, NAMES));
}

const endedOf = (task: Task, ms: number | null): Report['slowest'] => {
  const { id, taskId, description, agentName } = task;
  return ms === null || ms <= 0 ? [] : [{ id, taskId, description, agentName, ms }];
};

function completenessOf({ items, isWhole }: ReportParts['sessions']): Report['completeness'] {
  const completenesses = items.flatMap(({ completeness }) => completeness ?? []);
  if (completenesses.length === 0) return null;
  const sumOf = (of: 'records' | 'tokens') => {
    const own = completenesses.filter((one) => one.of === of);
    if (own.length === 0) return null;
    const sum = (field: 'received' | 'expected'): number =>
      own.reduce((total, one) => total + one[field], 0);
    return { of, received: sum('received'), expected: sum('expected') };
  };
  return {
    records: sumOf('records'),
    tokens: sumOf('tokens'),
    sessions: completenesses.length,
    isWhole,
  };
}

/** Without what a group or point has beside its figures. */
const plainOf = (figures: UsageFigures): UsageFigures => ({
  requests: figures.requests,
  inputTokens: figures.inputTokens,
  outputTokens: figures.outputTokens,
  cacheReadTokens: figures.cacheReadTokens,
  cacheCreationTokens: figures.cacheCreationTokens,
  costMicros: figures.costMicros,
  unpricedRequests: figures.unpricedRequests,
  measured: figures.measured,
  reported: figures.reported,
});

const plainActivity = (sums: ActivitySums): ActivitySums => ({
  sessions: sums.sessions,
  tasksStarted: sums.tasksStarted,
  tasksDone: sums.tasksDone,
  tasksFailed: sums.tasksFailed,
  errors: sums.errors,
  toolCalls: sums.toolCalls,
  activeMs: sums.activeMs,
  waitingMs: sums.waitingMs,
  idleMs: sums.idleMs,
  stalledMs: sums.stalledMs,
  lostMs: sums.lostMs,
});

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);
