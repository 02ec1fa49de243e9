import { LIMITS, sessionKeyOf, type StampedEvent } from '@claude-monitor/protocol';
import { packEvents } from '../../store/packing/packed-json.ts';
import type { BlockRow } from '../../store/rows.ts';
import type { Journal } from '../ingest/journal.ts';
import type { Unchanged } from '../state/unchanged.ts';

/** Raw text of one block before compression; a block that is still too large is parted. */
const BLOCK_TEXT_LENGTH = 1_000_000;
/** Events that are sorted by session at once, so that a long outage is worked off in bounded memory. */
const EVENTS_AT_ONCE = 20_000;
/** Events that are read before a pause is offered. */
const EVENTS_A_PAUSE = 500;

type Entry = { seq: number; event: StampedEvent };

type Range = { from: number; to: number };

/**
 * The raw events after `from`, up to `to`, as blocks of one session each; `null` where its reader may pause.
 * The same range gives the same blocks each time, so a block that is sent again is the same block.
 */
export function* blocksOf(
  journal: Journal,
  unchanged: Unchanged,
  { from, to }: Range,
): Generator<BlockRow | null> {
  let bySession = new Map<string, Entry[]>();
  let count = 0;
  let unpaused = 0;
  for (const row of journal.after(from)) {
    if (row.firstSeq > to) break;
    for (const [index, event] of row.events.entries()) {
      const seq = row.firstSeq + index;
      if (event === null || seq <= from || seq > to || unchanged.has(seq)) continue;
      const session = sessionKeyOf(event.sessionId, event.device ?? '');
      const entries = bySession.get(session);
      if (entries === undefined) bySession.set(session, [{ seq, event }]);
      else entries.push({ seq, event });
      count++;
      unpaused++;
    }
    if (unpaused >= EVENTS_A_PAUSE) {
      yield null;
      unpaused = 0;
    }
    if (count < EVENTS_AT_ONCE) continue;
    for (const [session, entries] of bySession) yield* blocksOfSession(session, entries);
    bySession = new Map();
    count = 0;
  }
  for (const [session, entries] of bySession) yield* blocksOfSession(session, entries);
}

function* blocksOfSession(session: string, entries: readonly Entry[]): Generator<BlockRow> {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return;
  const text = JSON.stringify(entries.map((entry) => entry.event));
  const isTooLong = text.length > BLOCK_TEXT_LENGTH && entries.length > 1;
  const data = isTooLong ? null : packEvents(text);
  if (data === null || (data.byteLength > LIMITS.blockBytes && entries.length > 1)) {
    const middle = Math.ceil(entries.length / 2);
    yield* blocksOfSession(session, entries.slice(0, middle));
    yield* blocksOfSession(session, entries.slice(middle));
    return;
  }
  const times = entries.map((entry) => entry.event.time);
  yield {
    session,
    firstSeq: first.seq,
    lastSeq: last.seq,
    // Not by spreading: a block may hold more events than a call takes arguments.
    fromAt: times.reduce((a, b) => Math.min(a, b)),
    toAt: times.reduce((a, b) => Math.max(a, b)),
    count: entries.length,
    data,
  };
}
