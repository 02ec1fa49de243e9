import type { EventOf } from '@claude-monitor/protocol/event/event';
import { addFact, plainFact } from '../facts/add-fact.ts';
import type { Fact } from '../facts/fact.ts';
import { factsFrom, type PutFact } from '../facts/put-fact.ts';
import { addIntervals, isPast, newSequence, sumOf, type Interval } from '../facts/sequence.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import type { FoldState } from '../state.ts';

/** Records that arrived, noise included: what is missing between them did not (rule USE5). */
export function foldSequence(
  session: SessionRecord,
  event: EventOf<'sequence'>,
  context: FoldContext,
): boolean {
  const { state } = context;
  const length = event.to - event.from + 1;
  if (length <= 0 || event.count === 0) return false;
  const { process, from, to, count, isContinued = false } = event;
  const key = `sequence ${process} ${String(to)}`;
  const fact = plainFact(event, 'sequence', isContinued ? `${key} continued` : key);
  // A single record was made once.
  const lastAt = length === 1 ? event.time : Math.max(event.time, event.lastAt ?? event.time);
  fact.fields.interval = {
    from,
    to,
    count: Math.min(count, length),
    lastAt,
    ...(isContinued ? { isContinued } : {}),
  };
  return addFact({ session, fact }, context, (put) => {
    recordInterval(state, session, put);
    context.effects.touch('completeness', session);
  });
}

function recordInterval(state: FoldState, session: SessionRecord, { fact, was }: PutFact): void {
  const interval = intervalOf(fact);
  if (interval === null) return;
  if (was === null && !isPast(session.sequence, interval)) {
    addIntervals(session.sequence, [interval]);
  } else {
    session.sequence = newSequence();
    addIntervals(session.sequence, intervalsIn(state, session));
  }
  session.records = sumOf(session.sequence);
}

function intervalsIn(state: FoldState, session: SessionRecord): Interval[] {
  const intervals: Interval[] = [];
  for (const { fact } of factsFrom(state, session, { from: 0, kinds: ['sequence'] })) {
    const interval = intervalOf(fact);
    if (interval !== null) intervals.push(interval);
  }
  return intervals;
}

const intervalOf = ({ fields }: Fact): Interval | null =>
  fields.interval === undefined ? null : { at: fields.at, ...fields.interval };
