import type { EventOf, TelemetryEvent } from '../event.ts';
import { sessionKeyOf } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { addFact, noteSignal, plainFact } from './add-fact.ts';
import { noteToolRecord } from './calls.ts';
import type { Fact } from './fact.ts';
import { foldTask } from './fold-task.ts';
import { foldLink } from './links.ts';
import type { Session } from './session.ts';
import type { FoldContext } from './settle.ts';
import { sessionOf, type FoldState } from './state.ts';

/** A tool call begins or ends; its two tellings are one fact, known by its tool-use id. */
export function foldTool(
  state: FoldState,
  session: Session,
  event: EventOf<'tool.call'>,
  context: FoldContext,
): boolean {
  const isSignal = noteSignal(session, event.time);
  const recorded: Fact[] = [];
  const isAdded = addFact(state, session, toolFact(event), context, ({ fact }) => {
    recorded.push(fact);
    noteOpenCall(session, event.toolUseId, fact);
  });
  for (const fact of recorded) {
    const told = noteToolRecord(state, session.key, event.toolUseId, fact);
    for (const call of told) foldAgain(state, call, context);
  }
  return isAdded || isSignal;
}

/** What a call of our tools told takes the time and the instance of its client's record. */
function foldAgain(state: FoldState, event: TelemetryEvent, context: FoldContext): void {
  const key = sessionKeyOf(event.sessionId, event.device ?? '');
  const session = sessionOf(state, key, event.sessionId);
  // Only boundaries take the record's time.
  if (event.type === 'task.start' || event.type === 'task.complete') {
    foldTask(state, session, event, context);
  }
  foldLink(state, session, event, context);
}

function toolFact(event: EventOf<'tool.call'>): Fact {
  const fact = plainFact(event, 'tool', `tool ${event.toolUseId}`);
  const isStart = event.state === 'started';
  fact.fields.at = Math.max(0, event.time - (isStart ? 0 : (event.duration ?? 0)));
  // A start's own time is better than one reckoned back from the end, whoever told it.
  if (isStart) fact.overrides = { at: { ...fact.stamp, rank: fact.stamp.rank + BEST_RANK } };
  if (event.toolName !== undefined) fact.fields.toolName = event.toolName;
  if (event.duration !== undefined) fact.fields.durationMs = event.duration;
  if (event.errorType !== undefined) fact.fields.errorType = event.errorType;
  if (event.state === 'started') return fact;
  fact.fields.outcome = event.state;
  // Who knows how long it took, or that it was denied, saw its end; others only that it was over.
  if (event.duration !== undefined || event.state === 'denied') {
    fact.overrides = { outcome: { ...fact.stamp, rank: fact.stamp.rank + FIRST_HAND } };
  }
  return fact;
}

const BEST_RANK = 10;

/** Less than lies between two sources. */
const FIRST_HAND = 0.5;

/** The open calls of a session are exact while no more than the bound are open at once. */
function noteOpenCall(session: Session, toolUseId: string, fact: Fact): void {
  if (fact.fields.outcome !== undefined) {
    session.openCalls.delete(toolUseId);
    return;
  }
  session.openCalls.set(toolUseId, {
    toolName: fact.fields.toolName ?? null,
    at: fact.fields.at,
    instance: fact.fields.instance ?? '',
  });
  if (session.openCalls.size <= LIMITS.openToolsKept) return;
  const oldest = [...session.openCalls].sort((a, b) => a[1].at - b[1].at)[0];
  if (oldest !== undefined) session.openCalls.delete(oldest[0]);
}
