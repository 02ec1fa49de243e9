import { repairSums, safeSum, USAGE_SUM_FIELDS } from '@claude-monitor/protocol/figures';
import { place } from '../facts/timeline.ts';
import { attemptsOf } from '../sessions/attempts.ts';
import { identityOf } from '../sessions/identity.ts';
import {
  newAttempt,
  newSession,
  type Assignment,
  type SessionRecord,
} from '../sessions/session.ts';
import { addChild, openSubagent, touchSubagent } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import type { OldSession } from './first-edition.ts';

/**
 * Enters a session's structure. Its figures, hours and tasks follow from its facts and tracks, which
 * are entered once all sessions stand: owners and users rest on other sessions. Answers with the sessions
 * that are attempts no longer.
 */
export function adoptSession(state: FoldState, old: OldSession, seq: number): string[] {
  const session: SessionRecord = { ...newSession(old.key, old.sessionId), ...sameFields(old) };
  state.sessions.put(old.key, session);
  const attempts = attemptsOf(session);
  session.attempts = attempts.map(({ id, number, from }) => newAttempt(id, number, from));
  for (const { id, number, figures } of session.attempts) {
    figures.changedSeq = seq;
    if (number > 1) state.attempts.put(id, session.key);
  }
  for (const attempt of session.attempts) {
    attempt.figures.agent = identityOf(session, attempt).agentName;
  }
  session.identityRev = seq;
  adoptLinks(state, session, old);
  adoptSubagents(state, session, old);
  const kept = new Set(attempts.map(({ id }) => id));
  return old.attempts.flatMap(({ id }) => (kept.has(id) ? [] : id));
}

function sameFields(old: OldSession): Partial<SessionRecord> {
  const readings = old.readings.map((reading) => {
    repairSums(reading.sums, USAGE_SUM_FIELDS);
    return reading;
  });
  return {
    hasOwnEvents: old.hasOwnEvents,
    firstAt: old.firstAt,
    lastAt: old.lastAt,
    agentName: old.agentName,
    model: old.model,
    project: old.project,
    user: old.user,
    device: old.device,
    starts: old.starts,
    ends: old.ends,
    turn: old.turn,
    remindedAt: old.remindedAt,
    signalAt: old.signalAt,
    boundaryAt: old.boundaryAt,
    openCalls: old.openCalls,
    runs: old.runs,
    readings,
    measuredRequests: old.measuredRequests,
    isMetered: old.isMetered,
    measuredTokens: safeSum(old.measuredTokens),
    meteredTokens: safeSum(old.meteredTokens),
    sequence: old.sequence,
    records: old.records,
    contextReading: old.contextReading,
    lastRequest: old.lastRequest,
    contextWindow: old.contextWindow,
    worksFor: old.worksFor,
    shownAs: old.shownAs,
  };
}

/** Assignments were by session within a subagent; now they are by time, and what a run works for by session. */
function adoptLinks(state: FoldState, run: SessionRecord, { assignments: old }: OldSession): void {
  for (const [agentId, bySession] of old) {
    const assignments: Assignment[] = [];
    for (const [session, boundaries] of bySession) {
      const times = run.assignedTo.get(session) ?? [];
      for (const { at, id } of boundaries) {
        assignments.push({ at, id, session });
        place(times, { at, id }, null);
      }
      if (times.length > 0) run.assignedTo.set(session, times);
    }
    if (assignments.length === 0) continue;
    assignments.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    if (agentId === '') run.assignments = assignments;
    else {
      openSubagent(state, run, agentId).assignments = assignments;
      touchSubagent(state, run, agentId);
    }
  }
}

function adoptSubagents(state: FoldState, run: SessionRecord, old: OldSession): void {
  for (const [agentId, firstAt] of old.subagents) {
    if (agentId === '') continue;
    openSubagent(state, run, agentId).firstAt = firstAt;
    touchSubagent(state, run, agentId);
  }
  for (const [agentId, type] of old.agentTypes) {
    openSubagent(state, run, agentId).agentType = type;
    touchSubagent(state, run, agentId);
  }
  for (const [agentId, endedAt] of old.subagentEnds) {
    openSubagent(state, run, agentId).endedAt = endedAt;
    touchSubagent(state, run, agentId);
  }
  // The newest last: of a parent with very many only those are kept.
  const spawns = [...old.spawns].sort(([, a], [, b]) => a.time - b.time);
  for (const [agentId, spawn] of spawns) {
    openSubagent(state, run, agentId).spawn = spawn;
    touchSubagent(state, run, agentId);
    addChild(state, run, { agentId, parent: spawn.value.parent });
  }
  const counted = new Set([...old.subagents.keys(), ...old.spawns.keys()]);
  counted.delete('');
  run.subagents = counted.size;
}
