import type { UsageSums } from '@claude-monitor/protocol/figures';
import type { Completeness } from '@claude-monitor/protocol/view';
import { newSequence, type Sequence } from '../facts/sequence.ts';
import type { Stamped } from '../facts/stamp.ts';

/**
 * All that is known under one session id (of one device, unless the id is universal): its structure,
 * small and always in memory. Cards are its attempts; its facts lie in pages.
 */
export type Session = {
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
  /** Sorted by time, then id. */
  starts: Start[];
  ends: { at: number; id: string }[];
  attempts: Attempt[];
  turn: Stamped<{ state: 'waiting' | 'working' | 'turn-over'; reason: string | null }> | null;
  /** The newest wait that gave no reason. */
  remindedAt: number;
  /** The newest tool call or log_ call: ends a wait. */
  signalAt: number;
  /** The newest prompt, end of turn or end: closes main-loop calls that nobody will close. */
  boundaryAt: number;
  openCalls: Map<string, { toolName: string | null; at: number; instance: string }>;
  /** As a run: by instance and session, when the instance said that it works for it. */
  links: Map<string, Map<string, Boundary[]>>;
  /** As a card: the sessions in which its calls were made. */
  runs: string[];
  /** As a run: when each subagent was spawned and by whom ('' is the main loop). */
  spawns: Map<string, Stamped<{ parent: string }>>;
  /** As a run: what kind of subagent each is, from its start or its end. */
  agentTypes: Map<string, Stamped<string>>;
  /** As a run: when each subagent last ended. */
  instanceEnds: Map<string, number>;
  /** A time at or before the first fact of each instance. */
  instances: Map<string, number>;
  /** Running totals that were reported, sorted by time. */
  readings: Reading[];
  measuredRequests: number;
  /** It has a metric of tokens or cost: measured, if by nothing better. */
  isMetered: boolean;
  /** What its measured requests and its metrics add up to: how complete the requests are. */
  measuredTokens: number;
  meteredTokens: number;
  sequence: Sequence;
  /** What its sequence adds up to; null where nothing was numbered. */
  records: Completeness | null;
  /** Hours that have a page, ascending. */
  hours: number[];
  gauge: Stamped<number> | null;
  /** Input and cache tokens of the main loop's last request. */
  lastRequest: Stamped<{ tokens: number; isMeasured: boolean }> | null;
  contextWindow: Stamped<number> | null;
  /** As a run: the card its main loop worked for when somebody last looked. */
  worksFor: string;
  /** As a run: the one card that pages show in its place. */
  shownAs: StandIn | null;
};

/** A card and the key of its session. */
export type StandIn = { session: string; card: string };

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

/** A card: the stretch of a session between one opening declaration and the next. */
export type Attempt = { card: string; number: number; from: number };

/** A moment that a fact made; `id` is its key. Ties of time are broken by it. */
export type Boundary = { at: number; id: string };

export type Reading = { at: number; id: string; sums: UsageSums };

export function newSession(key: string, sessionId: string): Session {
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
    starts: [],
    ends: [],
    attempts: [{ card: key, number: 1, from: 0 }],
    turn: null,
    remindedAt: 0,
    signalAt: 0,
    boundaryAt: 0,
    openCalls: new Map(),
    links: new Map(),
    runs: [],
    spawns: new Map(),
    agentTypes: new Map(),
    instanceEnds: new Map(),
    instances: new Map(),
    readings: [],
    measuredRequests: 0,
    isMetered: false,
    measuredTokens: 0,
    meteredTokens: 0,
    sequence: newSequence(),
    records: null,
    hours: [],
    gauge: null,
    lastRequest: null,
    contextWindow: null,
    worksFor: key,
    shownAs: null,
  };
}
