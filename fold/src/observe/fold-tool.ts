import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { addFact, addSignal, plainFact } from '../facts/add-fact.ts';
import { logToolOf, REDACTED_TOOL } from '@claude-monitor/protocol/tools/own-tools';
import { recordToolCall, recordsOf } from '../facts/calls.ts';
import { newFact, type Fact } from '../facts/fact.ts';
import { foldTask } from './fold-task.ts';
import { applyAssignment } from '../sessions/assignments.ts';
import { findFactNear, putFact } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { recordArrival } from '../facts/hours/hour.ts';
import { stampOf } from '../facts/merge-fact.ts';
import { requestByKey } from '../sessions/at-work.ts';
import { compareStamps, isDeclaring, RANKS, type Stamp } from '../facts/stamp.ts';
import { sessionOf } from '../state.ts';

/** A tool call begins or ends; its two reports are one fact, known by its tool-use id. */
export function foldTool(
  session: SessionRecord,
  event: EventOf<'tool.call'>,
  context: FoldContext,
): boolean {
  const { state } = context;
  const isSignal = addSignal(session, event.time);
  const recorded: Fact[] = [];
  const isAdded = addFact({ session, fact: toolFact(event) }, context, ({ fact }) => {
    recorded.push(fact);
    recordOpenCall(session, event.toolUseId, fact);
  });
  for (const fact of recorded) {
    nameRequest(session, fact, context);
    const { toolUseId } = event;
    for (const call of recordToolCall(state, { run: session.key, toolUseId, fact })) {
      foldAgain(call, context);
      nameCall({ run: session, event: call, at: fact.fields.at }, context);
      state.sessions.touch(session.key);
    }
  }
  return isAdded || isSignal;
}

/**
 * Telemetry says which request asked for a call, and a hook whose call it was: together whose request that
 * was, which the client itself may not say of teammates (2.1.330).
 */
function nameRequest(session: SessionRecord, fact: Fact, context: FoldContext): void {
  const { state, seq, arrivedOn } = context;
  const { requestId, agentId = '', at } = fact.fields;
  if (requestId === undefined || agentId === '') return;
  const stamp = stampOf(fact, 'agentId');
  // Who names both names the subagent of the request as well.
  if (compareStamps(stamp, stampOf(fact, 'requestId')) === 0) return;
  const key = `request ${requestId}`;
  const by = newFact({
    kind: 'request.by',
    key: requestByKey(key),
    fields: { at, agentId },
    stamp,
  });
  const put = putFact({ state, seq }, session, by);
  if (put === null) return;
  put.hour.rev = seq;
  recordArrival(put.hour, arrivedOn);
  state.facts.touch(put.hour, put.fact);
  const request = findFactNear(state, session, { kind: 'request', key, at });
  if (request !== null) context.effects.fact(request.fact, { run: session, hour: request.hour });
}

/** What a call of our tools reported takes the time and the subagent of its client's record. */
function foldAgain(event: TelemetryEvent, context: FoldContext): void {
  const { state } = context;
  const key = sessionKeyOf(event.sessionId, event.device ?? '');
  const session = sessionOf(state, key, event.sessionId);
  state.sessions.touch(key);
  context.effects.touch('record', session);
  // Only boundaries take the record's time.
  if (event.type === 'task.start' || event.type === 'task.complete') {
    foldTask(session, event, context);
  }
  applyAssignment(session, event, context);
}

type Naming = { run: SessionRecord; event: TelemetryEvent; at: number };

/** Telemetry may not say which tool of ours was called; the call's own event does. */
export function nameOwnCalls(event: TelemetryEvent, context: FoldContext): boolean {
  const { state } = context;
  let isNew = false;
  for (const [key, { at }] of recordsOf(state, event) ?? []) {
    const run = state.sessions.get(key);
    if (run !== undefined && nameCall({ run, event, at: at.value }, context)) isNew = true;
  }
  return isNew;
}

function nameCall({ run, event, at }: Naming, { state, seq, effects }: FoldContext): boolean {
  const toolName = isDeclaring(event.source) ? logToolOf(event.type) : null;
  if (toolName === null || event.toolUseId === undefined) return false;
  const stamp = { rank: NO_RANK, time: event.time, id: event.id };
  const fact = newFact({
    kind: 'tool',
    key: `tool ${event.toolUseId}`,
    fields: { at, toolName },
    stamp,
  });
  fact.overrides = { toolName: { ...stamp, rank: RANKS.record[event.source] } };
  const put = putFact({ state, seq }, run, fact);
  if (put === null) return false;
  put.hour.rev = seq;
  state.facts.touch(put.hour, put.fact);
  state.sessions.touch(run.key);
  const open = run.openCalls.get(event.toolUseId);
  if (open !== undefined) open.toolName = put.fact.fields.toolName ?? null;
  effects.touch('open calls', run);
  return true;
}

function toolFact(event: EventOf<'tool.call'>): Fact {
  const fact = plainFact(event, 'tool', `tool ${event.toolUseId}`);
  const isStart = event.state === 'started';
  fact.fields.at = Math.max(0, event.time - (isStart ? 0 : (event.duration ?? 0)));
  const raised = (by: number): Stamp => ({ ...fact.stamp, rank: fact.stamp.rank + by });
  // A start's own time is better than one reckoned back from the end, whoever reports it.
  if (isStart) fact.overrides = { at: raised(BEST_RANK) };
  if (event.toolName !== undefined) fact.fields.toolName = event.toolName;
  if (event.toolName === REDACTED_TOOL) {
    fact.overrides = { ...fact.overrides, toolName: { ...fact.stamp, rank: NO_RANK } };
  }
  if (event.requestId !== undefined) fact.fields.requestId = event.requestId;
  if (event.duration !== undefined) fact.fields.durationMs = event.duration;
  if (event.errorType !== undefined) fact.fields.errorType = event.errorType;
  if (event.state === 'started') return fact;
  fact.fields.outcome = event.state;
  // Who knows how long it took, or that it was denied, saw its end; others only that it was over.
  if (event.duration !== undefined || event.state === 'denied') {
    fact.overrides = { ...fact.overrides, outcome: raised(FIRST_HAND) };
  }
  return fact;
}

const BEST_RANK = 10;

/** Less than lies between two sources. */
const FIRST_HAND = 0.5;

/** Below that of all who know the name. */
const NO_RANK = 0;

/** The open calls of a session are exact while no more than the bound are open at once. */
function recordOpenCall(session: SessionRecord, toolUseId: string, fact: Fact): void {
  if (fact.fields.outcome !== undefined) {
    session.openCalls.delete(toolUseId);
    return;
  }
  session.openCalls.set(toolUseId, {
    toolName: fact.fields.toolName ?? null,
    at: fact.fields.at,
    agentId: fact.fields.agentId ?? '',
  });
  if (session.openCalls.size <= LIMITS.openToolsKept) return;
  const oldest = [...session.openCalls].sort((a, b) => a[1].at - b[1].at)[0];
  if (oldest !== undefined) session.openCalls.delete(oldest[0]);
}
