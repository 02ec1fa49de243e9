import type { EventOf, TelemetryEvent } from '../event.ts';
import { sessionKeyOf } from '../ids.ts';
import { addFact, noteSignal, plainFact } from './add-fact.ts';
import { attemptAt, lastAttempt } from './attempts.ts';
import { foldEnd, foldInstance, foldPrompt, foldStart, foldTurn } from './fold-life.ts';
import { foldTool } from './fold-tool.ts';
import { foldGauge, foldUsage } from './fold-usage.ts';
import { noteIdentity, noteLink } from './notes.ts';
import { ownerOf } from './owner.ts';
import type { Session } from './session.ts';
import { resettleCard, type FoldContext } from './settle.ts';
import { markCard, sessionOf, type FoldState } from './state.ts';
import { foldTask, refreshTask, rejoinTasks, trackOf } from './tasks.ts';

/**
 * Takes one event into the state, in place: the one place that knows what an event means. The result
 * depends on which events came, not on their order or repetition (rule FLD1). It reads neither the
 * clock nor arrival times, and never throws on a parsed event (FLD2). False when nothing changed.
 */
export function fold(state: FoldState, event: TelemetryEvent, context: FoldContext): boolean {
  const key = sessionKeyOf(event.sessionId, event.device ?? '');
  const session = sessionOf(state, key, event.sessionId);
  const newIdentity = noteIdentity(session, event);
  if (event.taskId !== undefined) nameTask(state, session, event.taskId, event, context);
  const isNewFact = foldType(state, session, event, context);
  const isNewLink = noteLink(state, session, event, context);
  if (newIdentity === 'project') rejoinTasks(state, session, context);
  else if (newIdentity !== null) resettleCard(state, session, 0, context);
  if (!isNewFact && !isNewLink && newIdentity === null) return false;
  session.hasOwnEvents = true;
  session.firstAt = Math.min(session.firstAt, event.time);
  session.lastAt = Math.max(session.lastAt, event.time);
  markCards(state, session, event.time, context.seq);
  return true;
}

function foldType(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  switch (event.type) {
    case 'session.start':
      return foldStart(state, session, event, context);
    case 'session.end':
      return foldEnd(state, session, event, context);
    case 'session.state':
      return foldTurn(session, event, event.state, event.reason ?? null);
    case 'prompt':
      return foldPrompt(state, session, event, context);
    case 'instance.start':
    case 'instance.end':
      return foldInstance(state, session, event, context);
    case 'task.plan':
    case 'task.start':
    case 'task.progress':
    case 'task.complete':
      return foldBoundary(state, session, event, context);
    case 'usage':
      return foldUsage(state, session, event, context);
    case 'gauge':
      return foldGauge(session, event);
    case 'tool.call':
      return foldTool(state, session, event, context);
    case 'error':
      return foldError(state, session, event, context);
    case 'compaction':
    case 'sequence':
    case 'handover':
    case 'message':
    case 'metric':
      return addFact(state, session, plainFact(event, 'other', event.id), context);
  }
}

function foldBoundary(
  state: FoldState,
  session: Session,
  event: Parameters<typeof foldTask>[2],
  context: FoldContext,
): boolean {
  const fact = plainFact(event, event.type, event.id);
  if (event.type === 'task.complete') fact.fields.taskStatus = event.status;
  noteSignal(session, event.time);
  return addFact(state, session, fact, context, () => {
    foldTask(state, session, event, context);
  });
}

function foldError(
  state: FoldState,
  session: Session,
  event: EventOf<'error'>,
  context: FoldContext,
): boolean {
  const fact = plainFact(event, 'error', event.id);
  fact.fields.errorType = event.errorType;
  fact.fields.errorMessage = event.errorMessage;
  fact.fields.severity = event.severity;
  noteSignal(session, event.time);
  return addFact(state, session, fact, context);
}

/** An event that names a task by the way makes sure that it exists. */
function nameTask(
  state: FoldState,
  session: Session,
  taskId: string,
  event: TelemetryEvent,
  context: FoldContext,
): void {
  const track = trackOf(state, session, taskId, event.project ?? '', event.time);
  track.firstAt = Math.min(track.firstAt, event.time);
  track.lastAt = Math.max(track.lastAt, event.time);
  refreshTask(state, track.task, context.seq);
}

/** The card the event belongs to, the newest of the session, and the one its run works for now. */
function markCards(state: FoldState, session: Session, at: number, seq: number): void {
  markCard(state, attemptAt(session, at).card, seq);
  markCard(state, lastAttempt(session).card, seq);
  if (session.links.size === 0) return;
  markCard(state, ownerOf(state.sessions, session, '', session.lastAt).attempt.card, seq);
}
