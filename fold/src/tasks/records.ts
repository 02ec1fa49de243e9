import type { Priority, TaskOutcome, WorkOutcome } from '@claude-monitor/protocol/event/event';
import type { UsageFigures } from '@claude-monitor/protocol/figures';
import type { Boundary } from '../sessions/session.ts';
import { memoryRecords, type Records } from '../storage/records.ts';
import type { List, Page, Position } from '../storage/sorted.ts';
import type { Stamp, Stamped } from '../facts/stamp.ts';
import type { StatusCounts, TaskSums, TrackStatus } from './sum-types.ts';

/** Times with what stands at each: a word, or nothing. */
export type TimeList = List<string, null>;
/** When something began, until when: the sum is the latest end. */
export type SpanList = List<number, number>;
type CompletionList = List<Ended, number>;
export type StatusList = List<TrackStatus, StatusCounts>;
type PartList = List<PartShare, TaskSums>;

export type Ended = { status: TaskOutcome; durationMs: number | null };

/** A task as one session reports it, under one project that its calls named ('' where none did). */
export type Track = {
  ref: string;
  session: string;
  taskId: string;
  project: string;
  /** When a plan first named it, and when one last did; absent: none did. */
  planAt?: number;
  plannedAt?: number;
  /** When a plan that replaces all before it last named it. */
  replacedAt?: number;
  plans?: Planned[];
  handovers?: HandedOver[];
  starts: TimeList;
  completions: CompletionList;
  /** How many stretches of work began with a start. */
  stretches: number;
  /** A task that progressed without a start counts as started then. */
  firstProgressAt: number | null;
  /** The first and the last time the task was named at all. */
  firstAt: number;
  lastAt: number;
  description: Stamped<string> | null;
  priority: Stamped<Priority> | null;
  progress: Stamped<number> | null;
  /** What became of its work; absent: nobody said. */
  outcome?: Stamped<WorkOutcome>;
  /** A long list (null here) lies in a record of its own. */
  dependsOn: Stamped<string[] | null> | null;
  /** Derived: the project of the plan that holds it, '' for none, and the internal id it has now. */
  plan: string;
  task: string;
  /** Where it is in the lists below, so that it can be removed from them when it changes. */
  indexed: {
    tracks: number | null;
    open: number | null;
    part: number | null;
    status: { at: number; status: TrackStatus } | null;
    replaced: { scope: string; at: number } | null;
  };
};

/** What one plan said of a task; null: nothing. */
export type Planned = Boundary & {
  description: string | null;
  priority: Priority | null;
  dependsOn: string[] | null;
};

export type HandedOver = Boundary & { to: string | null };

export type PartShare = {
  lastAt: number;
  moments: number;
  planAt?: number;
  plannedAt?: number;
  /** Whose plan it is (null: nobody's), where its project is stated. */
  planner?: string | null;
  /** Since when the plan that holds it counts it as done. */
  doneAt?: number;
  description?: Stamp;
  priority?: Stamped<Priority>;
  progress?: Stamped<number>;
  outcome?: Stamped<WorkOutcome>;
  dependsOn?: Stamp;
};

export type TaskRecord = {
  task: string;
  taskId: string;
  project: string;
  scope: string;
  /** Its tracks by their newest boundary; those that nobody began first. */
  parts: PartList;
  usage: UsageFigures;
  isOpen: boolean;
  /** When anything was last said of it. */
  lastAt: number;
  changedSeq: number;
  indexed: {
    /** In its project's list of what nobody began yet, by newest plan. */
    planned: number | null;
    /** In the list of all plans, by first plan. */
    plan: number | null;
    /** In the plans of its task id: where, since when, until when. */
    named: { group: string; at: number }[];
    until: number;
  };
};

/** Where a pass over a list stands; `again`: what it passed already has changed since. */
export type Pass = Position & { again: boolean };

export type SessionTasks = {
  /** By their first plan; without one before all others. */
  tracks: TimeList;
  /** When which track was open. */
  spans: SpanList;
  /** The status of tracks, by their newest boundary. */
  statuses: StatusList;
  review: Pass | null;
  /** Tracks are of other tasks now, and the session's facts do not say so yet. */
  hasMoved: boolean;
};

/** A project (or a session without one): which of its tasks a plan that replaces others left out. */
export type Scope = {
  planned: TimeList;
  replacers: TimeList;
  replacedAt: number;
  marking: (Pass & { reach: number }) | null;
};

export type TaskName = {
  /** Tracks for which no project is stated, by their first time. */
  open: TimeList;
  /** Those of them whose plan is to be looked for again. */
  doubt: (Position & { until: number }) | null;
};

export type Prompts = {
  session: string;
  routed: TimeList;
  promptedAt: number;
  /** The newest that went to Prometheus, and under whose name they are found. */
  asked: Boundary[];
  user: string | null;
};

export type TaskRecords = {
  tracks: Records<Track>;
  tasks: Records<TaskRecord>;
  longDependencies: Records<string[]>;
  sessionTasks: Records<SessionTasks>;
  scopes: Records<Scope>;
  taskNames: Records<TaskName>;
  planGroups: Records<SpanList>;
  prompts: Records<Prompts>;
  /** Lists with no other owner: prompts to Prometheus by user, first plans, and what is left to do. */
  lists: Records<TimeList>;
  timePages: Records<Page<string, null>>;
  spanPages: Records<Page<number, number>>;
  completionPages: Records<Page<Ended, number>>;
  statusPages: Records<Page<TrackStatus, StatusCounts>>;
  partPages: Records<Page<PartShare, TaskSums>>;
};

type MakeRecords = <Value>(name: keyof TaskRecords) => Records<Value>;

/** All records of tasks; `make` says where each kind is kept. */
export function newTaskRecords(make: MakeRecords = () => memoryRecords()): TaskRecords {
  return {
    tracks: make('tracks'),
    tasks: make('tasks'),
    longDependencies: make('longDependencies'),
    sessionTasks: make('sessionTasks'),
    scopes: make('scopes'),
    taskNames: make('taskNames'),
    planGroups: make('planGroups'),
    prompts: make('prompts'),
    lists: make('lists'),
    timePages: make('timePages'),
    spanPages: make('spanPages'),
    completionPages: make('completionPages'),
    statusPages: make('statusPages'),
    partPages: make('partPages'),
  };
}
