import { LIMITS } from '@claude-monitor/protocol/limits';
import { noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { Completeness, SeriesCell } from '@claude-monitor/protocol/live/view';
import type { Call } from './facts/call.ts';
import type { Contribution } from './facts/fact.ts';
import { newLifeBacklog, type LifeBacklog } from './life/due-hours.ts';
import { memoryRequests, type RequestIndex } from './facts/request-index.ts';
import { FactStore } from './facts/hours/fact-store.ts';
import { newSession, type Attempt, type SessionRecord, type Subagent } from './sessions/session.ts';
import {
  attemptCodec,
  plainCodec,
  sessionCodec,
  subagentCodec,
  TASK_KINDS,
  taskCodec,
} from './storage/codecs.ts';
import { CacheBudget } from './storage/cache-budget.ts';
import { memoryStorage } from './storage/memory.ts';
import type { StoragePort } from './storage/port.ts';
import { RecordCache } from './storage/record-cache.ts';
import type { Position } from './storage/sorted.ts';
import type { UserUsage } from './sessions/users/user-usage-record.ts';
import type { Trace } from './traces/trace.ts';
import { newTaskRecords, type TaskRecord, type TaskRecords } from './tasks/records.ts';

type DayFigures = {
  usage: UsageFigures;
  errors: number;
  highErrors: number;
  tasksDone: number;
  tasksFailed: number;
};

/** Sums of how complete the telemetry of sessions is, by what it is known from. */
export type CompletenessSums = Record<
  Completeness['of'],
  { sessions: number; received: number; expected: number }
>;

/** What changed since somebody last took it: what a frame has to say. */
export type Changes = {
  sessions: Set<string>;
  tasks: Set<string>;
  goneSessions: Set<string>;
  goneTasks: Set<string>;
  series: Set<string>;
};

/** Counts, windows and joins of the whole workspace: bounded, and kept in one piece. */
export type SmallState = {
  totals: {
    all: DayFigures;
    day: DayFigures & { at: number };
    openTasks: number;
    tasks: number;
    sessions: number;
    completeness: CompletenessSums;
  };
  /** Minute cells of the last hour, by `minute agent model`, and how many each minute has. */
  series: Map<string, SeriesCell>;
  seriesCells: Map<number, number>;
  seriesAt: number;
  /** Calls of our tools by tool-use id, those of the last hour. */
  calls: Map<string, Call>;
  /** Plans of a time whose origin is to be looked at again. */
  originsInDoubt: (Position & { until: number }) | null;
};

/**
 * All that the fold knows. Records are read from storage when an event needs them and kept in a bounded
 * cache; what is bounded by itself stays in memory. It is owned by one caller and changed in place.
 */
export type FoldState = SmallState &
  Omit<TaskRecords, 'tasks'> & {
    tasks: RecordCache<TaskRecord>;
    budget: CacheBudget;
    sessions: RecordCache<SessionRecord>;
    /** The session of an attempt that is not a session's first. */
    attempts: RecordCache<string>;
    subagents: RecordCache<Subagent>;
    traces: RecordCache<Trace>;
    /** Which hours of a user have requests, and the user's runs without a session. */
    usageOfUsers: RecordCache<UserUsage>;
    taskCaches: readonly Saved[];
    facts: FactStore;
    /** Which hour holds a request, whichever session it came with. */
    requests: RequestIndex;
    changes: Changes;
    /**
     * Hours of sessions whose signs of life changed since records were stored, by the seq of that: `recomputeLife`
     * computes what they add. Events after a checkpoint are folded again, so it is stored nowhere.
     */
    life: LifeBacklog;
    /** Usage that was added or taken back, for who asks to be told: it empties the list. Null: nobody does. */
    spent: Spent[] | null;
  };

export type Spent = { part: Contribution; sign: 1 | -1 };

export type Change = { state: FoldState; seq: number };

type StateDeps = { storage: StoragePort; requests: RequestIndex; cacheBytes: number };

export function newFoldState(deps: Partial<StateDeps> = {}): FoldState {
  const { storage = memoryStorage(), requests = memoryRequests() } = deps;
  const budget = new CacheBudget(deps.cacheBytes ?? LIMITS.cacheBytes);
  const taskCaches: Saved[] = [];
  const taskRecords = newTaskRecords(<Value>(name: keyof TaskRecords) => {
    const cache = new RecordCache<Value>(storage, plainCodec<Value>(TASK_KINDS[name]), budget);
    taskCaches.push(cache);
    return cache;
  });
  const tasks = new RecordCache(storage, taskCodec, budget);
  return {
    ...newSmallState(),
    ...taskRecords,
    tasks,
    taskCaches,
    budget,
    sessions: new RecordCache(storage, sessionCodec, budget),
    attempts: new RecordCache(storage, attemptCodec, budget),
    subagents: new RecordCache(storage, subagentCodec, budget),
    traces: new RecordCache(storage, plainCodec<Trace>('trace'), budget),
    usageOfUsers: new RecordCache(storage, plainCodec<UserUsage>('user_usage'), budget),
    facts: new FactStore(storage, budget),
    requests,
    changes: noChanges(),
    life: newLifeBacklog(),
    spent: null,
  };
}

export const newSmallState = (): SmallState => ({
  totals: {
    all: noDay(),
    day: { at: 0, ...noDay() },
    openTasks: 0,
    tasks: 0,
    sessions: 0,
    completeness: {
      records: { sessions: 0, received: 0, expected: 0 },
      tokens: { sessions: 0, received: 0, expected: 0 },
    },
  },
  series: new Map(),
  seriesCells: new Map(),
  seriesAt: 0,
  calls: new Map(),
  originsInDoubt: null,
});

/** What of the state is kept in one piece, beside the records. */
export const smallStateOf = (state: FoldState): SmallState => ({
  totals: state.totals,
  series: state.series,
  seriesCells: state.seriesCells,
  seriesAt: state.seriesAt,
  calls: state.calls,
  originsInDoubt: state.originsInDoubt,
});

export function noChanges(): Changes {
  return {
    sessions: new Set(),
    tasks: new Set(),
    goneSessions: new Set(),
    goneTasks: new Set(),
    series: new Set(),
  };
}

export function noDay(): DayFigures {
  return { usage: noFigures(), errors: 0, highErrors: 0, tasksDone: 0, tasksFailed: 0 };
}

/** Hours whose times are still to be computed. */
export const lifeBacklogOf = ({ life }: FoldState): number => life.signs.size + life.times.size;

/** How many changed records are not packed. */
export function countUnpacked(state: FoldState): number {
  return recordsOf(state).reduce((sum, { unpacked }) => sum + unpacked, state.facts.unpacked);
}

/**
 * Packs changed records ahead of `saveRecords`, one each time it is asked for the next; it answers their lengths.
 * It may be left and taken up between any two events.
 */
export function* packRecords(state: FoldState): Generator<number> {
  yield* state.facts.pack();
  for (const records of recordsOf(state)) yield* records.pack();
}

/** Writes all records that changed since the last call; the caller holds a transaction. */
export function saveRecords(state: FoldState): void {
  for (const records of recordsOf(state)) records.save();
  state.facts.save();
}

/** What `saveRecords` wrote is sure to stay. */
export function recordsSaved(state: FoldState): void {
  for (const records of recordsOf(state)) records.saved();
  state.facts.saved();
  state.budget.written();
}

const recordsOf = (state: FoldState): Saved[] => [
  state.sessions,
  state.attempts,
  state.subagents,
  state.traces,
  state.usageOfUsers,
  state.tasks,
  ...state.taskCaches,
];

type Saved = Pick<RecordCache<unknown>, 'save' | 'saved' | 'pack' | 'unpacked'>;

export function sessionOf(state: FoldState, key: string, sessionId: string): SessionRecord {
  const known = state.sessions.get(key);
  if (known !== undefined) return known;
  const session = newSession(key, sessionId);
  state.sessions.put(key, session);
  return session;
}

export function findAttempt(
  state: Pick<FoldState, 'sessions' | 'attempts'>,
  id: string,
): { session: SessionRecord; attempt: Attempt } | null {
  const session = state.sessions.get(id) ?? state.sessions.get(state.attempts.get(id) ?? '');
  const attempt = session?.attempts.find((each) => each.id === id);
  return session === undefined || attempt === undefined ? null : { session, attempt };
}

/** The session that pages show: the one that stands for a run's own, where there is one. */
export const shownSession = (state: Pick<FoldState, 'sessions'>, id: string): string =>
  state.sessions.get(id)?.shownAs?.attempt ?? id;
