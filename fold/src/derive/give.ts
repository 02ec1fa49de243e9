import { addUsage, safeSum, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { Contribution } from '../facts/fact.ts';
import { dayOf } from '../facts/page.ts';
import { markCard, markTask, type FoldState } from '../state.ts';
import { giveMinute, givePulse } from './windows.ts';

/** Adds a contribution to (or takes it from) its card, task, day, minute and the workspace. */
export function give(state: FoldState, part: Contribution, sign: 1 | -1, seq: number): void {
  // What passes between agents adds to rows of history only.
  if (part.edge !== null) return;
  const card = state.cards.get(part.owner);
  // Unreachable: every attempt has its figures from the moment it exists.
  if (card === undefined) return;
  if (part.usage !== null) {
    addPart(card.usage, part, sign);
    givePulse(card.pulse, state.seriesAt, part, sign);
    const task = state.tasks.get(part.task);
    if (task !== undefined) {
      addPart(task.usage, part, sign);
      markTask(state, part.task, seq);
    }
  }
  card.clientCostMicros = safeSum(card.clientCostMicros + sign * safeSum(part.clientCostMicros));
  card.errors += sign * part.activity.errors;
  card.toolCalls += sign * part.activity.toolCalls;
  markCard(state, part.owner, seq);
  giveDay(state, part, sign);
  giveMinute(state, part, sign);
}

/** Superseded usage is shown as reported, and added to nothing else. */
export function addPart(figures: UsageFigures, part: Contribution, sign: 1 | -1): void {
  if (part.usage === null) return;
  if (part.provenance === 'measured') addUsage(figures.measured, part.usage, sign);
  else addUsage(figures.reported, part.usage, sign);
  if (part.provenance !== 'superseded') addUsage(figures, part.usage, sign);
}

function giveDay(state: FoldState, part: Contribution, sign: 1 | -1): void {
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
