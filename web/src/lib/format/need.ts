import { incidentStateOf, type Incident } from '@claude-monitor/protocol/incidents/incident';
import { incidentReason } from '@claude-monitor/protocol/incidents/incident-words';
import { STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { SessionState } from '@claude-monitor/protocol/live/state-of';
import type { Session, Task } from '@claude-monitor/protocol/live/view';
import { ago, span, timeOfDay } from './time.ts';
import * as shared from '../texts.ts';
import * as texts from './texts.ts';

/** Why a session needs someone, in words. */
export type Need = {
  kind: 'waiting' | 'failed' | 'stalled' | 'lost';
  reason: string;
  since: number;
  /** What stands for it in the inbox; null: nothing does. */
  incident?: Incident | null;
};

/** A failure or loss that nobody followed up for this long is history, not news: a night, and a day after it. */
const IS_NEWS_MS = 24 * TIME.hourMs;

/** An error so long before a task was given up says why it was. */
const CAUSE_MS = 10 * TIME.minuteMs;

/**
 * Whether a session needs someone: it waits for a person, a task or a grave error is not yet followed by
 * progress, a tool call is stuck, or nothing is heard of it since hours. `progressAt` is the newest start or success of its tasks.
 */
export function needOf(
  session: Session,
  state: SessionState,
  context: { progressAt: number; now: number },
): Need | null {
  if (state.name === 'waiting') {
    return { kind: 'waiting', reason: waitingFor(session, context.now), since: state.since };
  }
  const failure = failureOf(session);
  if (
    failure !== null &&
    failure.since > context.progressAt &&
    context.now - failure.since < IS_NEWS_MS
  ) {
    return failure;
  }
  if (state.name === 'stalled') return stalled(state, context.now);
  if (state.name !== 'lost' || context.now - session.lastAt >= IS_NEWS_MS) return null;
  return {
    kind: 'lost',
    reason: texts.silentSince(timeOfDay(session.lastAt)),
    since: session.lastAt,
  };
}

const KIND_OF: Readonly<Record<Exclude<Incident['kind'], 'service'>, Need['kind']>> = {
  waiting: 'waiting',
  task_failed: 'failed',
  blocked: 'failed',
  stuck: 'stalled',
  stalled: 'stalled',
  lost: 'lost',
  context_full: 'stalled',
  incomplete: 'lost',
};

/**
 * The same with what stands in the inbox: what somebody acknowledged or put off needs nobody else, and what
 * only the hub knows, a call that is repeated or a full context, is a need too.
 */
export function needWith(
  need: Need | null,
  incidents: readonly Incident[],
  now: number,
): Need | null {
  const isOwn = ({ kind }: Incident): boolean => kind !== 'service' && KIND_OF[kind] === need?.kind;
  const openOnes = incidents.filter((incident) => incidentStateOf(incident, now) === 'open');
  const own = openOnes.find(isOwn);
  if (need !== null && own !== undefined) return { ...need, incident: own };
  const [open] = openOnes;
  if (open === undefined) return incidents.some(isOwn) ? null : need;
  if (open.kind === 'service') return null;
  const reason = incidentReason(open.reason);
  return { kind: KIND_OF[open.kind], reason, since: open.since, incident: open };
}

/** Who waits may be away: a machine that sleeps waits as one at work does. */
function waitingFor({ turn, lastAt }: Session, now: number): string {
  const reason = turn?.reason ?? texts.waitsForPerson;
  if (now - lastAt <= STATE_LIMITS.lostMs) return reason;
  return texts.lastSeen(reason, ago(now - lastAt));
}

function failureOf(session: Session): Need | null {
  const task = session.lastFailedTask;
  const error = session.lastError;
  const isGrave = error?.severity === 'high' || error?.severity === 'critical';
  if (task !== null && (!isGrave || task.at >= error.at)) {
    const isCause = error !== null && error.at <= task.at && task.at - error.at <= CAUSE_MS;
    const cause = isCause ? texts.errorOf(error.type, error.message) : texts.taskFailed;
    return { kind: 'failed', reason: cause, since: task.at };
  }
  if (!isGrave) return null;
  return { kind: 'failed', reason: texts.errorOf(error.type, error.message), since: error.at };
}

function stalled(state: SessionState, now: number): Need {
  const { detail, at } = state.because;
  const running = shared.runningSince(detail ?? shared.aToolCall, timeOfDay(at));
  return { kind: 'stalled', reason: texts.forSpan(running, span(now - at)), since: at };
}

/** For each session, when its tasks last moved on. */
export function progressBySession(tasks: Iterable<Task>): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const task of tasks) {
    if (task.session === null) continue;
    const at = progressAt(task);
    if (at > (newest.get(task.session) ?? 0)) newest.set(task.session, at);
  }
  return newest;
}

/** Not its last sign of life: an error that names a task is one, and no progress. */
function progressAt(task: Task): number {
  return (task.status === 'success' ? task.endedAt : task.startedAt) ?? 0;
}
