import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { Card } from '@claude-monitor/protocol/view';
import { attemptUntil, factBeforeAttempt } from '../sessions/attempts.ts';
import { endOf, startOf } from './card-life.ts';
import { cardTasks } from './card-tasks.ts';
import { instancesOf, liveOf, newestModel, runsAtWork } from './card-live.ts';
import { completenessOf } from '../sessions/completeness.ts';
import { identityOf } from '../sessions/identity.ts';
import { isMeasuredCard } from '../sessions/measured.ts';
import { runShownAs } from '../sessions/shown-as.ts';
import type { FoldState } from '../state.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/**
 * The card as pages show it, with the run that is shown as one with it; null for such a run, and for
 * a session that is only known by another's word.
 */
export function cardView(state: FoldState, id: string): Card | null {
  const figures = state.cards.get(id);
  const session = figures === undefined ? undefined : state.sessions.get(figures.session);
  const attempt = session?.attempts.find((item) => item.card === id);
  if (figures === undefined || session === undefined || attempt === undefined) return null;
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
    isDeclared: identity.isDeclared,
    startedAt: startOf(session, attempt, run),
    endedAt: endOf(session, attempt, { until, run }),
    lastAt: Math.max(lastOwn, ...runs.map(({ lastAt }) => lastAt)),
    ...liveOf(isLast ? [session, ...runs] : runs),
    ...cardTasks(state, shown),
    usage: figures.usage,
    isReportedCounted: !isMeasuredCard(state.sessions, session, attempt),
    clientCostMicros: figures.clientCostMicros,
    completeness: completenessOf(state, session, attempt),
    errors: figures.errors,
    lastError:
      figures.lastError === null
        ? null
        : { ...figures.lastError.value, at: figures.lastError.time },
    toolCalls: figures.toolCalls,
    instances: instancesOf([session, ...runs]),
    pulse: pulseOf(figures.pulse, state.seriesAt),
    changedSeq: figures.changedSeq,
  };
}

function pulseOf(pulse: Map<number, number>, newestAt: number): Card['pulse'] {
  const tokens: number[] = [];
  for (let index = LIMITS.pulseMinutes - 1; index >= 0; index--) {
    tokens.push(pulse.get(newestAt - index * TIME.minuteMs) ?? 0);
  }
  const first = tokens.findIndex((value) => value > 0);
  return { at: newestAt, tokens: first === -1 ? [] : tokens.slice(first) };
}
