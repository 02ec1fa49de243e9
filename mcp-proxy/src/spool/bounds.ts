import { createdAtOf } from './segment-name.ts';

/** A segment that events may be dropped from. */
type Droppable = { id: string; size: number };

/** What to let go of a segment, and why. */
export type Drop<Segment> = {
  segment: Segment;
  what: 'expendable' | 'all';
  reason: 'older than 14 days' | 'spool full';
};

/**
 * What must go for the spool to stay within its bounds (rule PRX3): all that is too old; then, while
 * `excess` bytes remain, the expendable events of the oldest segments; then the oldest segments
 * whole. A generator: the caller says after each drop how many bytes it freed.
 */
export function* dropsFor<Segment extends Droppable>(
  segments: readonly Segment[],
  context: { now: number; ageMs: number; excess: number },
): Generator<Drop<Segment>, void, { freed: number; rest: Segment | null }> {
  let excess = context.excess;
  let left = [...segments].sort((a, b) => (a.id < b.id ? -1 : 1));
  const isTooOld = (segment: Segment): boolean =>
    context.now - createdAtOf(segment.id) > context.ageMs;
  for (const segment of left.filter(isTooOld)) {
    excess -= (yield { segment, what: 'all', reason: 'older than 14 days' }).freed;
  }
  left = left.filter((segment) => !isTooOld(segment));
  for (const what of ['expendable', 'all'] as const) {
    const kept: Segment[] = [];
    for (const segment of left) {
      if (excess <= 0) return;
      const { freed, rest } = yield { segment, what, reason: 'spool full' };
      excess -= freed;
      if (rest !== null) kept.push(rest);
    }
    left = kept;
  }
}
