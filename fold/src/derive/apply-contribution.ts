import { addUsage, safeSum, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { Contribution } from '../facts/fact.ts';
import { dayOf } from '../facts/hours/hour.ts';
import { updateLastError } from '../sessions/last-error.ts';
import type { Attempt, SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import type { Applied } from './applied.ts';
import type { FoldContext } from './effects.ts';
import { applyToRows } from './hour-rows.ts';
import { markAttempt, markSession, markTask } from './marks.ts';
import { applyMinute } from './windows.ts';

export function applyContribution(applied: Applied, context: FoldContext): void {
  const { state } = context;
  const { part, sign, fact } = applied;
  applyToRows(state, applied, context.seq);
  // What passes between agents adds to rows of history only.
  if (part.edge !== null) return;
  const owner = ownerOfPart(part, context);
  if (owner === null) return;
  const { figures } = owner.attempt;
  if (part.usage !== null) {
    if (part.provenance !== 'superseded') state.spent?.push({ part, sign });
    addPart(figures.usage, part, sign);
    const task = part.task === '' ? undefined : state.tasks.get(part.task);
    if (task !== undefined) {
      addPart(task.usage, part, sign);
      markTask(state, part.task, context.seq);
    }
  }
  figures.clientCostMicros = safeSum(
    figures.clientCostMicros + sign * safeSum(part.clientCostMicros),
  );
  figures.errors += sign * part.activity.errors;
  figures.toolCalls += sign * part.activity.toolCalls;
  if (fact.kind === 'error') updateLastError(owner, applied, context);
  if (owner.session.shownAs === null) markAttempt(state, owner, context.seq);
  else markSession(state, part.owner, context.seq);
  state.sessions.touch(owner.session.key);
  applyDay(state, part, sign);
  applyMinute(state, owner.attempt, applied);
}

function ownerOfPart(
  { owner, ownerSession }: Contribution,
  { state, effects }: FoldContext,
): { session: SessionRecord; attempt: Attempt } | null {
  const session = state.sessions.get(ownerSession);
  const attempt = session?.attempts.find(({ id }) => id === owner) ?? effects.goneAttempt(owner);
  return session === undefined || attempt === undefined ? null : { session, attempt };
}

/** Superseded usage is shown as reported, and added to nothing else. */
export function addPart(figures: UsageFigures, part: Contribution, sign: 1 | -1): void {
  if (part.usage === null) return;
  if (part.provenance === 'measured') addUsage(figures.measured, part.usage, sign);
  else addUsage(figures.reported, part.usage, sign);
  if (part.provenance !== 'superseded') addUsage(figures, part.usage, sign);
}

function applyDay(state: FoldState, part: Contribution, sign: 1 | -1): void {
  const { all, day } = state.totals;
  const targets = dayOf(part.at) === day.at ? [all, day] : [all];
  for (const target of targets) {
    addPart(target.usage, part, sign);
    target.errors += sign * part.activity.errors;
    target.highErrors += sign * part.activity.highErrors;
    target.tasksDone += sign * part.activity.tasksDone;
    target.tasksFailed += sign * part.activity.tasksFailed;
  }
}
