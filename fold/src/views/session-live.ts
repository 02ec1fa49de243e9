import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Session } from '@claude-monitor/protocol/live/view';
import { ownerOf } from '../derive/owner.ts';
import type { Attempt, SessionRecord } from '../sessions/session.ts';
import { compareStamps } from '../facts/stamp.ts';
import { subagentOf } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';

/** The assigned runs whose main loop works for this session now: their signs of life are the session's. */
export function runsAtWork(
  state: FoldState,
  session: SessionRecord,
  attempt: Attempt,
): SessionRecord[] {
  return linkedRuns(state, session).filter(
    (run) => ownerOf(state, run, { at: run.lastAt }).attempt.id === attempt.id,
  );
}

export function linkedRuns(state: FoldState, session: SessionRecord): SessionRecord[] {
  return session.runs.flatMap((key) => {
    const run = state.sessions.get(key);
    return run === undefined || !run.hasOwnEvents ? [] : [run];
  });
}

/** What a session and the runs that work for it do now. */
export function liveOf(
  state: FoldState,
  sessions: SessionRecord[],
): Pick<Session, 'turn' | 'openTools' | 'context'> {
  let turn: SessionRecord['turn'] = null;
  let signalAt = 0;
  let remindedAt = 0;
  const openTools: Session['openTools'] = [];
  for (const session of sessions) {
    if (session.turn !== null && (turn === null || compareStamps(session.turn, turn) > 0)) {
      turn = session.turn;
    }
    signalAt = Math.max(signalAt, session.signalAt);
    remindedAt = Math.max(remindedAt, session.remindedAt);
    for (const [toolUseId, call] of session.openCalls) {
      if (call.at <= closedAt(state, session, call.agentId)) continue;
      openTools.push({ toolUseId, toolName: call.toolName, startedAt: call.at });
    }
  }
  openTools.sort((a, b) => a.startedAt - b.startedAt || (a.toolUseId < b.toolUseId ? -1 : 1));
  return {
    turn: turnOf(turn, signalAt, remindedAt),
    openTools: openTools.slice(0, LIMITS.openToolsKept),
    context: contextOf(sessions),
  };
}

/** Calls that nobody will close are over with the turn, those of a subagent with itself. */
function closedAt(state: FoldState, session: SessionRecord, agentId: string): number {
  if (agentId === '') return session.boundaryAt;
  const endedAt = subagentOf(state, session, agentId)?.endedAt ?? 0;
  return Math.max(endedAt, session.ends.at(-1)?.at ?? 0);
}

function turnOf(
  turn: SessionRecord['turn'],
  signalAt: number,
  remindedAt: number,
): Session['turn'] {
  const isWaiting = turn?.value.state === 'waiting' && signalAt <= turn.time;
  if (!isWaiting && remindedAt > Math.max(turn?.time ?? 0, signalAt)) {
    return { state: 'waiting', at: remindedAt, reason: null };
  }
  if (turn === null) return null;
  const { state, reason } = turn.value;
  // A tool call after a wait or after the end of a turn says that it works again.
  if (state !== 'working' && signalAt > turn.time) {
    return { state: 'working', at: turn.time, reason: null };
  }
  return { state, at: turn.time, reason };
}

function contextOf(sessions: SessionRecord[]): Session['context'] {
  const contextReadings = sessions
    .flatMap((session) => session.contextReading ?? [])
    .sort(compareStamps);
  const requests = sessions.flatMap((session) => session.lastRequest ?? []).sort(compareStamps);
  const windows = sessions.flatMap((session) => session.contextWindow ?? []).sort(compareStamps);
  const contextReading = contextReadings.at(-1);
  const request = requests.at(-1);
  const window = windows.at(-1)?.value ?? null;
  const isOutdated =
    request?.value.isMeasured === true && request.time > (contextReading?.time ?? 0);
  if (contextReading !== undefined && !isOutdated) {
    return {
      tokens: contextReading.value,
      window,
      provenance: 'measured',
      at: contextReading.time,
    };
  }
  if (request === undefined) return null;
  const { tokens, isMeasured } = request.value;
  const provenance = isMeasured ? 'measured' : 'reported';
  return { tokens, window, provenance, at: request.time };
}

export function newestModel(sessions: SessionRecord[]): string | null {
  const models = sessions.flatMap((session) => session.model ?? []).sort(compareStamps);
  return models.at(-1)?.value ?? null;
}
