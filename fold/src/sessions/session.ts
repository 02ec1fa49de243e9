import type { UsageFigures, UsageSums } from '@claude-monitor/protocol/figures';
import { noFigures } from '@claude-monitor/protocol/figures';
import type { Severity } from '@claude-monitor/protocol/event/event';
import type { Completeness } from '@claude-monitor/protocol/live/view';
import { newSequence, type Sequence } from '../facts/sequence.ts';
import type { Stamped } from '../facts/stamp.ts';
import type { Sealed } from '../retention/sealed.ts';
import type { List } from '../storage/sorted.ts';

/**
 * What is known under one session id (of one device, unless the id is universal): its structure and the
 * figures of its attempts. Lists in it are bounded by `LIMITS`, so that a record is a small row; its facts,
 * subagents and tasks are records of their own.
 */
export type SessionRecord = {
  key: string;
  sessionId: string;
  /** False while it is only known as the run or the target of another session's event. */
  hasOwnEvents: boolean;
  firstAt: number;
  lastAt: number;
  agentName: Stamped<string> | null;
  model: Stamped<string> | null;
  project: Stamped<string> | null;
  user: Stamped<string> | null;
  device: Stamped<string> | null;
  /** The labels of its events, those that came last; by key. */
  labels: SessionLabel[];
  /** Sorted by time, then id. */
  starts: Start[];
  ends: Boundary[];
  attempts: Attempt[];
  turn: Stamped<{ state: 'waiting' | 'working' | 'turn_over'; reason: string | null }> | null;
  /** The newest wait that gave no reason. */
  remindedAt: number;
  /** The newest tool call or log_ call: ends a wait. */
  signalAt: number;
  /** The newest prompt, end of turn or end: closes main-loop calls that nobody will close. */
  boundaryAt: number;
  openCalls: Map<string, { toolName: string | null; at: number; agentId: string }>;
  /** As a run: the sessions that its main loop said it works for, by time. */
  assignments: Assignment[];
  /** As a run: the sessions that it or a subagent of it works for, and when that was said. */
  assignedTo: Map<string, Boundary[]>;
  /** As a declared session: the runs in which its calls were made. */
  runs: string[];
  subagents: number;
  /** As a run: the ids of all its subagents, so that they can be found when it goes. */
  agents: List<string, null> | null;
  /** As a run: its newest subagents and since when they were at work, by that. */
  atWork: Boundary[];
  /** As a run: its first request by a subagent that the client does not name; 0: there is none. */
  unattributedSince: number;
  traces: string[];
  /** Running totals that were reported, sorted by time. */
  readings: Reading[];
  measuredRequests: number;
  /** How many of them, by `hour model`. */
  requestsIn: Map<string, number>;
  /** Under whom those hours are counted. */
  coverage: Coverage | null;
  /** The names of its user, as its sender said the most of them. */
  userKeys?: Stamped<string>;
  /** It has a metric of tokens or cost: measured, if by nothing better. */
  isMetered: boolean;
  /** What its measured requests and its metrics add up to: how complete the requests are. */
  measuredTokens: number;
  meteredTokens: number;
  sequence: Sequence;
  /** What its sequence adds up to; null where nothing was numbered. */
  records: Completeness | null;
  hours: number[];
  /** Hours whose facts are gone, and what they added; null where there are none. */
  sealed: Sealed | null;
  contextReading: Stamped<number> | null;
  /** Input and cache tokens of the main loop's last request. */
  lastRequest: Stamped<{ tokens: number; isMeasured: boolean }> | null;
  contextWindow: Stamped<number> | null;
  /** By how much the time of its newest event was moved whose clock was off, ms. */
  shift: Stamped<number> | null;
  /** How long after their time events arrived at most, where nothing says whether their clock was off. */
  late: number | null;
  /** As a run: the session its main loop worked for when somebody last looked. */
  worksFor: string;
  /** As a run: the one session that pages show in its place. */
  shownAs: ShownAs | null;
  /**
   * Facts before this time keep what they add: lists that their owners rest on were cut there. 0 while
   * nothing was cut.
   */
  fixedBefore: number;
  /** What it adds to the counts of the workspace now. */
  share: Share;
  /** The seq at which what its rows are grouped under changed last: agent, project, user. */
  identityRev: number;
};

/** The agent of a run that nobody declared and whose telemetry names no service. */
export const DEFAULT_AGENT = 'claude-code';

/** A user, by a hash of the name, and the device; '' where none is known. */
export type Coverage = {
  user: string;
  device: string;
  /** Hashes of all names that the sender gives its user, the strongest first; '' for each that it leaves out. */
  keys?: string[];
};

export type ShownAs = { session: string; attempt: string };

/** What a session adds to the workspace's counts, so that it can be taken back. */
export type Share = { sessions: number; completeness: Completeness | null };

export type Start = {
  at: number;
  id: string;
  /** Said by the agent or its orchestrator, not by the client's own telemetry. */
  isDeclaration: boolean;
  agentName: string | null;
  model: string | null;
  project: string | null;
  /** The latest fact before it, and whether that was an end: decides if it opens a new attempt. */
  before: { at: number; isEnd: boolean } | null;
};

/** The stretch of a session between one opening declaration and the next, and what it adds up to. */
export type Attempt = { id: string; number: number; from: number; figures: AttemptFigures };

export type AttemptFigures = {
  usage: UsageFigures;
  clientCostMicros: number;
  errors: number;
  toolCalls: number;
  lastError: Stamped<{ type: string; message: string; severity: Severity }> | null;
  /** Usage and errors by minute and model, of the hour before the newest. */
  minutes: Map<number, Map<string, MinuteFigures>>;
  /** The agent in whose cells its minutes are counted now. */
  agent: string;
  changedSeq: number;
};

export type MinuteFigures = UsageSums & { errors: number };

/** That a main loop or a subagent works for a session from a time on. */
export type Assignment = Boundary & { session: string };

export type Subagent = {
  agentId: string;
  /** A time at or before its first fact; null: only known as somebody's parent. */
  firstAt: number | null;
  /** Its newest start: a teammate, or one that gets a message, goes on after it ended. */
  startedAt: number;
  endedAt: number;
  agentType: Stamped<string> | null;
  name: Stamped<string> | null;
  /** It is a run of a workflow, whose subagents are those below it. */
  isWorkflow: boolean;
  /** When it was spawned and by whom ('' is the main loop, or not known). */
  spawn: Stamped<{ parent: string }> | null;
  /** The run of a workflow that started it, as its records say: its own start does not. */
  above: Stamped<string> | null;
  /** The first time that something passed from or to it; 0: nothing did. */
  passedAt: number;
  /** The newest subagents that it spawned itself. */
  children: string[];
  assignments: Assignment[];
};

/** A label that events of a session carried, and when the last of them happened. */
export type SessionLabel = { key: string; value: string; at: number };

/** A moment that a fact made; `id` is its key. Ties of time are broken by it. */
export type Boundary = { at: number; id: string };

export type Reading = { at: number; id: string; sums: UsageSums };

export function newSession(key: string, sessionId: string): SessionRecord {
  return {
    key,
    sessionId,
    hasOwnEvents: false,
    firstAt: Number.MAX_SAFE_INTEGER,
    lastAt: 0,
    agentName: null,
    model: null,
    project: null,
    user: null,
    device: null,
    labels: [],
    starts: [],
    ends: [],
    attempts: [newAttempt(key, 1, 0)],
    turn: null,
    remindedAt: 0,
    signalAt: 0,
    boundaryAt: 0,
    openCalls: new Map(),
    assignments: [],
    assignedTo: new Map(),
    runs: [],
    subagents: 0,
    agents: null,
    atWork: [],
    unattributedSince: 0,
    traces: [],
    readings: [],
    measuredRequests: 0,
    requestsIn: new Map(),
    coverage: null,
    isMetered: false,
    measuredTokens: 0,
    meteredTokens: 0,
    sequence: newSequence(),
    records: null,
    hours: [],
    sealed: null,
    contextReading: null,
    lastRequest: null,
    contextWindow: null,
    shift: null,
    late: null,
    worksFor: key,
    shownAs: null,
    fixedBefore: 0,
    share: { sessions: 0, completeness: null },
    identityRev: 0,
  };
}

export const newAttempt = (id: string, number: number, from: number): Attempt => ({
  id,
  number,
  from,
  figures: {
    usage: noFigures(),
    clientCostMicros: 0,
    errors: 0,
    toolCalls: 0,
    lastError: null,
    minutes: new Map(),
    agent: DEFAULT_AGENT,
    changedSeq: 0,
  },
});

export const newSubagent = (agentId: string): Subagent => ({
  agentId,
  firstAt: null,
  startedAt: 0,
  endedAt: 0,
  agentType: null,
  name: null,
  isWorkflow: false,
  spawn: null,
  above: null,
  passedAt: 0,
  children: [],
  assignments: [],
});
