import { LIMITS } from '@claude-monitor/protocol/limits';
import { compareStamps, type Stamp, type Stamped } from '../facts/stamp.ts';
import { Sorted, type Entry } from '../storage/sorted.ts';
import type { PartStamp, StatusCounts, TaskSums, TrackStatus } from './sum-types.ts';
import type {
  Ended,
  PartShare,
  SpanList,
  StatusList,
  TaskRecord,
  TaskRecords,
  TimeList,
  Track,
} from './records.ts';

export const NEVER = Number.MAX_SAFE_INTEGER;

const NO_SUM = { none: null, of: () => null, join: () => null };
const LATEST_END = { none: -1, of: ({ value }: Entry<number>) => value, join: Math.max };

/** Since when it is done or given up: a task that failed is still to be done. */
const FIRST_DONE = {
  none: NEVER,
  of: ({ at, value }: Entry<Ended>) => (value.status === 'failed' ? NEVER : at),
  join: Math.min,
};

const STATUS_SUMS = {
  none: { open: 0, done: 0, failed: 0, cancelled: 0 },
  of: ({ value }: Entry<TrackStatus>): StatusCounts => ({
    open: value === 'started' ? 1 : 0,
    done: value === 'success' ? 1 : 0,
    failed: value === 'failed' ? 1 : 0,
    cancelled: value === 'cancelled' ? 1 : 0,
  }),
  join: addCounts,
};

export function addCounts(a: StatusCounts, b: StatusCounts, sign: 1 | -1 = 1): StatusCounts {
  return {
    open: a.open + sign * b.open,
    done: a.done + sign * b.done,
    failed: a.failed + sign * b.failed,
    cancelled: a.cancelled + sign * b.cancelled,
  };
}

const NO_PART: TaskSums = {
  lastAt: 0,
  moments: 0,
  firstPlan: null,
  plannedAt: null,
  planners: [],
  doneAt: NEVER,
  description: null,
  priority: null,
  progress: null,
  dependsOn: null,
};

const PARTS = {
  none: NO_PART,
  of: ({ id, value }: Entry<PartShare>): TaskSums => ({
    lastAt: value.lastAt,
    moments: value.moments,
    firstPlan: value.planAt === undefined ? null : { at: value.planAt, part: id },
    plannedAt: value.plannedAt ?? null,
    planners:
      value.planner === undefined || value.planAt === undefined
        ? []
        : [{ user: value.planner, at: value.planAt }],
    doneAt: value.doneAt ?? NEVER,
    description: ofPart(id, value.description),
    priority: ofPart(id, value.priority),
    progress: ofPart(id, value.progress),
    ...(value.outcome === undefined ? {} : { outcome: ofPart(id, value.outcome) }),
    dependsOn: ofPart(id, value.dependsOn),
  }),
  join: (a: TaskSums, b: TaskSums): TaskSums => ({
    lastAt: Math.max(a.lastAt, b.lastAt),
    moments: a.moments + b.moments,
    firstPlan: earlier(a.firstPlan, b.firstPlan),
    plannedAt: b.plannedAt === null ? a.plannedAt : Math.max(a.plannedAt ?? 0, b.plannedAt),
    planners: firstPlanners([...a.planners, ...b.planners]),
    doneAt: Math.min(a.doneAt, b.doneAt),
    description: newer(a.description, b.description),
    priority: newer(a.priority, b.priority),
    progress: newer(a.progress, b.progress),
    ...outcomeOf(a, b),
    dependsOn: newer(a.dependsOn, b.dependsOn),
  }),
};

const ofPart = <Value extends Stamp>(
  part: string,
  value: Value | undefined,
): (Value & { part: string }) | null => (value === undefined ? null : { ...value, part });

function newer<Value extends PartStamp>(a: Value | null, b: Value | null): Value | null {
  if (a === null || b === null) return a ?? b;
  return compareStamps(b, a) > 0 ? b : a;
}

/** Most tasks have none: their sums are no longer for it. */
function outcomeOf(a: TaskSums, b: TaskSums): Pick<TaskSums, 'outcome'> {
  const outcome = newer(a.outcome ?? null, b.outcome ?? null);
  return outcome === null ? {} : { outcome };
}

function earlier(a: TaskSums['firstPlan'], b: TaskSums['firstPlan']): TaskSums['firstPlan'] {
  if (a === null || b === null) return a ?? b;
  return b.at < a.at || (b.at === a.at && b.part < a.part) ? b : a;
}

function firstPlanners(planners: TaskSums['planners']): TaskSums['planners'] {
  if (planners.length < 2) return planners;
  const first = new Map<string | null, number>();
  for (const { user, at } of planners) first.set(user, Math.min(first.get(user) ?? at, at));
  const sorted = [...first].map(([user, at]) => ({ user, at }));
  sorted.sort((a, b) => a.at - b.at || ((a.user ?? '') < (b.user ?? '') ? -1 : 1));
  return sorted.slice(0, LIMITS.planUsers);
}

export const stampOf = ({ rank, time, id }: Stamp): Stamp => ({ rank, time, id });
export const stampedOf = <Value>(stamped: Stamped<Value>): Stamped<Value> => ({
  ...stampOf(stamped),
  value: stamped.value,
});

// Each list by its owner. Names of pages are unique, for a number stands before each.

const times = ({ timePages }: TaskRecords, name: string, list: TimeList) =>
  new Sorted({ pages: timePages, sums: NO_SUM }, name, list);

const spans = ({ spanPages }: TaskRecords, name: string, list: SpanList) =>
  new Sorted({ pages: spanPages, sums: LATEST_END }, name, list);

export const startsOf = (state: TaskRecords, { ref, starts }: Track) =>
  times(state, `starts ${ref}`, starts);

export const completionsOf = (state: TaskRecords, { ref, completions }: Track) =>
  new Sorted({ pages: state.completionPages, sums: FIRST_DONE }, ref, completions);

export const tracksOf = (state: TaskRecords, session: string, tracks: TimeList) =>
  times(state, `tracks ${session}`, tracks);

export const spansOf = (state: TaskRecords, session: string, list: SpanList) =>
  spans(state, `session ${session}`, list);

export const statusesOf = (state: TaskRecords, session: string, list: StatusList) =>
  new Sorted({ pages: state.statusPages, sums: STATUS_SUMS }, session, list);

export const partsOf = (state: TaskRecords, { task, parts }: TaskRecord) =>
  new Sorted({ pages: state.partPages, sums: PARTS }, task, parts);

export const groupOf = (state: TaskRecords, group: string, list: SpanList) =>
  spans(state, `group ${group}`, list);

export const timesOf = times;
