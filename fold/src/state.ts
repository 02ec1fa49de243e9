import { noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { Severity } from '@claude-monitor/protocol/event';
import type { SeriesCell } from '@claude-monitor/protocol/view';
import type { Call } from './facts/calls.ts';
import { memoryClaims, type ClaimIndex } from './facts/claims.ts';
import type { PageStore } from './facts/page.ts';
import { newSession, type Session } from './sessions/session.ts';
import type { Stamped } from './facts/stamp.ts';
import type { Position } from './storage/sorted.ts';
import { newTaskRecords, type TaskRecords } from './tasks/records.ts';

/** What the facts that a card owns add up to. */
export type CardFigures = {
  card: string;
  session: string;
  usage: UsageFigures;
  clientCostMicros: number;
  errors: number;
  toolCalls: number;
  lastError: Stamped<{ type: string; message: string; severity: Severity }> | null;
  /** Tokens by minute, of the half hour before the newest. */
  pulse: Map<number, number>;
  changedSeq: number;
};

export type DayFigures = {
  usage: UsageFigures;
  errors: number;
  highErrors: number;
  tasksDone: number;
  tasksFailed: number;
};

/** What changed since somebody last took it: what a frame has to say. */
export type Changes = {
  cards: Set<string>;
  tasks: Set<string>;
  goneCards: Set<string>;
  goneTasks: Set<string>;
  series: Set<string>;
};

/** All that the fold knows. It is owned by one caller and changed in place. */
export type FoldState = TaskRecords & {
  sessions: Map<string, Session>;
  cards: Map<string, CardFigures>;
  totals: {
    all: DayFigures;
    day: DayFigures & { at: number };
    openTasks: number;
  };
  /** Minute cells of the last hour, by `minute agent model`. */
  series: Map<string, SeriesCell>;
  seriesAt: number;
  /** Plans of a time whose origin is to be looked at again. */
  originsInDoubt: (Position & { until: number }) | null;
  /** Calls of our tools by tool-use id, those of the last hour. */
  calls: Map<string, Call>;
  /** Cards whose newest error moved away while an event is folded; empty between events. */
  withoutLastError: string[];
  /** Runs that another card may stand for since the event began to be folded; empty between events. */
  unsureRuns: string[];
  pages: PageStore;
  /** Which pages hold a request, in all runs. */
  claims: ClaimIndex;
  changes: Changes;
};

export function newFoldState(
  pages: PageStore,
  claims = memoryClaims(),
  records = newTaskRecords(),
): FoldState {
  return {
    ...records,
    sessions: new Map(),
    cards: new Map(),
    totals: { all: noDay(), day: { at: 0, ...noDay() }, openTasks: 0 },
    series: new Map(),
    seriesAt: 0,
    originsInDoubt: null,
    calls: new Map(),
    withoutLastError: [],
    unsureRuns: [],
    pages,
    claims,
    changes: noChanges(),
  };
}

export function noChanges(): Changes {
  return {
    cards: new Set(),
    tasks: new Set(),
    goneCards: new Set(),
    goneTasks: new Set(),
    series: new Set(),
  };
}

export function noDay(): DayFigures {
  return { usage: noFigures(), errors: 0, highErrors: 0, tasksDone: 0, tasksFailed: 0 };
}

export function sessionOf(state: FoldState, key: string, sessionId: string): Session {
  const known = state.sessions.get(key);
  if (known !== undefined) return known;
  const session = newSession(key, sessionId);
  state.sessions.set(key, session);
  ensureCard(state, key, key);
  return session;
}

/** Every attempt of a session has figures from the moment it exists. */
export function ensureCard(state: FoldState, card: string, session: string): void {
  if (state.cards.has(card)) return;
  state.changes.goneCards.delete(card);
  state.cards.set(card, {
    card,
    session,
    usage: noFigures(),
    clientCostMicros: 0,
    errors: 0,
    toolCalls: 0,
    lastError: null,
    pulse: new Map(),
    changedSeq: 0,
  });
}

/** The card that pages show: the one that stands for a run's own, where there is one. */
export const shownCard = (state: Pick<FoldState, 'sessions'>, card: string): string =>
  state.sessions.get(card)?.shownAs?.card ?? card;

export function markCard(state: FoldState, card: string, seq: number): void {
  const shown = shownCard(state, card);
  const figures = state.cards.get(shown);
  if (figures === undefined) return;
  figures.changedSeq = seq;
  state.changes.cards.add(shown);
}

/** What all cards of a session show changed. */
export function markAttempts(state: FoldState, session: Session, seq: number): void {
  for (const attempt of session.attempts) markCard(state, attempt.card, seq);
}

export function markTask(state: FoldState, task: string, seq: number): void {
  const record = state.tasks.get(task);
  if (record === undefined) return;
  record.changedSeq = seq;
  state.tasks.touch(task);
  state.changes.tasks.add(task);
}
