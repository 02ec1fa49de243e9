import type { Session } from '@claude-monitor/protocol/live/view';
import { attemptUntil, factBeforeAttempt } from '../sessions/attempts.ts';
import { endOf, startOf } from './session-life.ts';
import { tasksOfSession } from './session-tasks.ts';
import { linkedRuns, liveOf, newestModel, runsAtWork } from './session-live.ts';
import { completenessOf } from '../sessions/completeness.ts';
import { identityOf } from '../sessions/identity.ts';
import { labelsOf } from '../sessions/labels.ts';
import { isMeasuredSession } from '../sessions/measured.ts';
import { runShownAs } from '../sessions/shown-as.ts';
import { pulseOf } from '../derive/windows.ts';
import { findAttempt, type FoldState } from '../state.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/**
 * The session as pages show it, with the run that is shown as one with it; null for such a run, and for
 * a session that is only known by another's word.
 */
export function sessionView(state: FoldState, id: string): Session | null {
  const found = findAttempt(state, id);
  if (found === null) return null;
  const { session, attempt } = found;
  const { figures } = attempt;
  if (!session.hasOwnEvents || session.shownAs !== null) return null;
  const until = attemptUntil(session, attempt);
  const isLast = until === END_OF_TIME;
  const identity = identityOf(session, attempt);
  const run = runShownAs(state, session, attempt);
  const runs = isLast ? runsAtWork(state, session, attempt) : run === null ? [] : [run];
  const shown = { session: session.key, low: attempt.from, high: until, run: run?.key ?? null };
  const lastOwn = isLast ? session.lastAt : (factBeforeAttempt(session, until) ?? attempt.from);
  return {
    id,
    sessionId: session.sessionId,
    attempt: attempt.number,
    ...(run === null ? {} : { run: { id: run.key, sessionId: run.sessionId } }),
    agentName: identity.agentName,
    model: identity.declaredModel ?? newestModel([session, ...runs]),
    project: identity.project ?? run?.project?.value ?? null,
    user: session.user?.value ?? run?.user?.value ?? null,
    device: session.device?.value ?? run?.device?.value ?? null,
    labels: labelsOf([session, ...(isLast ? linkedRuns(state, session) : runs)]),
    isDeclared: identity.isDeclared,
    startedAt: startOf(session, attempt, run),
    endedAt: endOf(session, attempt, { until, run }),
    lastAt: Math.max(lastOwn, ...runs.map(({ lastAt }) => lastAt)),
    ...liveOf(state, isLast ? [session, ...runs] : runs),
    ...tasksOfSession(state, shown),
    usage: figures.usage,
    isReportedCounted: !isMeasuredSession(state.sessions, session, attempt),
    clientCostMicros: figures.clientCostMicros,
    completeness: completenessOf(state, session, attempt),
    errors: figures.errors,
    lastError:
      figures.lastError === null
        ? null
        : { ...figures.lastError.value, at: figures.lastError.time },
    toolCalls: figures.toolCalls,
    subagents: [session, ...runs].reduce((sum, { subagents }) => sum + subagents, 0),
    pulse: { at: state.seriesAt, tokens: pulseOf(attempt, state.seriesAt) },
    changedSeq: figures.changedSeq,
  };
}
