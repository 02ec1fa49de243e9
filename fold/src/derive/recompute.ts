import { TIME } from '@claude-monitor/protocol/limits';
import type { Fact } from '../facts/fact.ts';
import { unsettle } from '../life/record-life.ts';
import type { Hour } from '../facts/hours/hour.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { applyContribution } from './apply-contribution.ts';
import { contributionOf } from './contribution.ts';
import type { FoldContext } from './effects.ts';
import { isSameContribution } from './same-contribution.ts';

/** Where a fact lies; `left` is the hour whose rows still hold what it added. */
export type Placed = { run: SessionRecord; hour: Hour; fact: Fact; left?: Hour | null };

/**
 * Brings what a fact adds up to date: the old contribution is taken back and the new one added. The one
 * way in which any figure changes, whether the fact is new, was corrected, or changed its owner.
 */
export function recomputeFact(placed: Placed, context: FoldContext): void {
  const { state } = context;
  const { run, hour, fact } = placed;
  const left = placed.left ?? null;
  const next = contributionOf(run, fact, context);
  const before = fact.contribution;
  if (left === null && isSameContribution(before, next)) return;
  fact.contribution = next;
  fact.rev = context.seq;
  if (before !== null) {
    applyContribution({ hour: left ?? hour, fact, part: before, sign: -1 }, context);
  }
  if (next !== null) applyContribution({ hour, fact, part: next, sign: 1 }, context);
  state.facts.touch(hour, fact);
}

export function recomputeStretch(run: SessionRecord, from: number, context: FoldContext): void {
  const { state } = context;
  const first = Math.max(from, run.fixedBefore);
  if (run.lastAt < first) return;
  for (let index = run.hours.length - 1; index >= 0; index--) {
    const start = run.hours[index];
    if (start === undefined || start + TIME.hourMs <= first) return;
    const hour = state.facts.hour(run.key, start);
    if (hour === undefined) continue;
    // Whom its main loop worked for may be another now.
    unsettle(state, hour, context.seq);
    for (const fact of state.facts.facts(hour, { from: first })) {
      recomputeFact({ run, hour, fact }, context);
    }
  }
}
