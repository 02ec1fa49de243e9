import { gzipSync } from 'node:zlib';
import { LIMITS, sessionKeyOf, type Card, type StampedEvent } from '@claude-monitor/protocol';
import { rowsOfPage } from '../domain/history-rows.ts';
import type { BlockRow, FlushBatch } from '../store/rows.ts';
import type { Journal } from './journal.ts';
import type { Present } from './present.ts';

/** Raw text of one block before compression; a block that is still too large is parted. */
const BLOCK_TEXT_BYTES = 1_000_000;

/**
 * What libSQL gets for a range of seqs: the raw events of exactly that range, so that a block sent
 * twice is the same block, and every row that changed after `rowsAfter`, as it is now.
 */
export function flushBatch(
  present: Present,
  journal: Journal,
  range: { workspace: string; from: number; to: number; rowsAfter: number },
): FlushBatch {
  const { state, progress } = present;
  const batch: FlushBatch = {
    workspace: range.workspace,
    epoch: progress.epoch,
    toSeq: range.to,
    sessions: sessionRows(present, range.rowsAfter),
    tasks: [],
    requests: [],
    usageHours: [],
    activityHours: [],
    errorHours: [],
    blocks: blocksOf(present, journal, range.from, range.to),
  };
  for (const figures of state.tasks.values()) {
    if (figures.changedSeq <= range.rowsAfter) continue;
    const task = present.task(figures.task);
    if (task === null) continue;
    batch.tasks.push({ task: structuredClone(task), isGone: false, rev: figures.changedSeq });
  }
  for (const [id, seq] of present.gone.tasks) {
    const task = anyTask(present);
    if (task !== null) batch.tasks.push({ task: { ...task, id }, isGone: true, rev: seq });
  }
  const sessionIdOf = (card: string): string => {
    const session = state.cards.get(card)?.session;
    return (session === undefined ? undefined : state.sessions.get(session)?.sessionId) ?? '';
  };
  for (const page of present.pages.changedAfter(range.rowsAfter)) {
    const rows = rowsOfPage(page, range.rowsAfter, sessionIdOf);
    batch.requests.push(...rows.requests);
    batch.usageHours.push(...rows.usageHours);
    batch.activityHours.push(...rows.activityHours);
    batch.errorHours.push(...rows.errorHours);
  }
  return batch;
}

function sessionRows(present: Present, after: number): FlushBatch['sessions'] {
  const rows: FlushBatch['sessions'] = [];
  let sample: Card | null = null;
  for (const figures of present.state.cards.values()) {
    if (figures.changedSeq <= after) continue;
    const card = present.card(figures.card);
    if (card === null) continue;
    sample = card;
    // A copy: the batch may be sent again after the figures moved on.
    rows.push({
      card: structuredClone(card),
      run: figures.session,
      isGone: false,
      rev: figures.changedSeq,
    });
  }
  for (const [id, gone] of present.gone.cards) {
    if (sample !== null) {
      rows.push({ card: { ...sample, id }, run: gone.session, isGone: true, rev: gone.seq });
    }
  }
  return rows;
}

/** A row that goes keeps its place as a tombstone; what else stands in it is never read. */
const anyTask = (present: Present) => {
  for (const id of present.state.tasks.keys()) {
    const task = present.task(id);
    if (task !== null) return task;
  }
  return null;
};

type Entry = { seq: number; event: StampedEvent };

function blocksOf(present: Present, journal: Journal, from: number, to: number): BlockRow[] {
  const bySession = new Map<string, Entry[]>();
  for (const row of journal.after(from)) {
    if (row.firstSeq > to) break;
    for (const [index, event] of row.events.entries()) {
      const seq = row.firstSeq + index;
      if (seq <= from || seq > to || present.unchanged.has(seq)) continue;
      const session = sessionKeyOf(event.sessionId, event.device ?? '');
      const entries = bySession.get(session) ?? [];
      bySession.set(session, entries);
      entries.push({ seq, event });
    }
  }
  return [...bySession].flatMap(([session, entries]) => blocksOfSession(session, entries));
}

function blocksOfSession(session: string, entries: Entry[]): BlockRow[] {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return [];
  const text = JSON.stringify(entries.map((entry) => entry.event));
  const data = text.length <= BLOCK_TEXT_BYTES ? gzipSync(text) : null;
  if ((data === null || data.byteLength > LIMITS.blockBytes) && entries.length > 1) {
    const middle = Math.ceil(entries.length / 2);
    return [
      ...blocksOfSession(session, entries.slice(0, middle)),
      ...blocksOfSession(session, entries.slice(middle)),
    ];
  }
  const times = entries.map((entry) => entry.event.time);
  return [
    {
      session,
      firstSeq: first.seq,
      lastSeq: last.seq,
      fromAt: Math.min(...times),
      toAt: Math.max(...times),
      count: entries.length,
      data: data ?? gzipSync(text),
    },
  ];
}
