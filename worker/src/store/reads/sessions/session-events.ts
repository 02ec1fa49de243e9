import { block, session } from '@claude-monitor/drizzle/schema';
import type { eventsQuerySchema, Label } from '@claude-monitor/protocol';
import { and, desc, eq, gt, gte, lt, lte, min } from 'drizzle-orm';
import { z } from 'zod';
import { inWorkspace } from '../../in-workspace.ts';
import { readBlock, type BlockEvent } from '../../packing/block-data.ts';
import type { Database } from '../../client.ts';
import { findSession, type FoundSession } from './find-session.ts';
import { readCursor, writeCursor, type Page } from '../page-cursor.ts';

type EventsQuery = z.infer<typeof eventsQuerySchema>;

/** Blocks are read a few at a time: they are up to 256 kB each. */
const BLOCKS_PER_READ = 4;

/** By a label that few events carry a page ends with what it found, so that none reads a whole session. */
const READS_PER_PAGE = 8;

/** First seq of the block, and how many of its events, counted from its end, lie behind. */
const cursorKeys = z.tuple([z.number(), z.number().int().min(0)]);

const NEWEST = [Number.MAX_SAFE_INTEGER, 0] as const;

export async function eventsOfSession(
  db: Database,
  workspace: string,
  query: EventsQuery,
): Promise<Page<BlockEvent>> {
  const found = await findSession(db, workspace, query.session);
  if (found === null) return { items: [], next: null };
  const { run } = found.view;
  const own = [{ run: found.run, ...(await timeOfAttempt(db, workspace, found)) }];
  // Of a run that is shown as one with it, all.
  if (run !== undefined) own.push({ run: run.id, from: 0, to: Number.MAX_SAFE_INTEGER });
  const items: BlockEvent[] = [];
  let [firstSeq, behind] =
    query.cursor === undefined ? NEWEST : readCursor(query.cursor, cursorKeys);
  for (let reads = 1; ; reads++) {
    const read = await Promise.all(own.map((of) => readBlocks(db, workspace, { ...of, firstSeq })));
    const blocks = read.flat().sort((a, b) => b.firstSeq - a.firstSeq);
    blocks.splice(BLOCKS_PER_READ);
    for (const one of blocks) {
      const events = readBlock(one.data).reverse();
      const skipped = one.firstSeq === firstSeq ? behind : 0;
      for (const [index, event] of events.entries()) {
        if (index < skipped || event.time < one.from || event.time >= one.to) continue;
        if (!carries(event, query.label)) continue;
        if (items.length === query.limit) {
          return { items, next: writeCursor([one.firstSeq, index]) };
        }
        items.push(event);
      }
    }
    const last = blocks.at(-1);
    if (last === undefined || blocks.length < BLOCKS_PER_READ) return { items, next: null };
    [firstSeq, behind] = [last.firstSeq - 1, 0];
    if (query.label !== undefined && reads === READS_PER_PAGE) {
      return { items, next: writeCursor([firstSeq, behind]) };
    }
  }
}

function carries({ labels }: BlockEvent, wanted: readonly Label[] = []): boolean {
  if (wanted.length === 0) return true;
  if (typeof labels !== 'object' || labels === null) return false;
  const own = new Map(Object.entries(labels));
  return wanted.every(([key, value]) => own.get(key) === value);
}

type OwnBlocks = { run: string; from: number; to: number };

/** Attempts under one id share their blocks: each shows what happened before the next began. */
async function timeOfAttempt(
  db: Database,
  workspace: string,
  { view, run }: FoundSession,
): Promise<{ from: number; to: number }> {
  const later = await db
    .select({ startedAt: min(session.startedAt) })
    .from(session)
    .where(
      and(
        inWorkspace(session, workspace),
        eq(session.sessionId, view.sessionId),
        eq(session.run, run),
        eq(session.isGone, false),
        gt(session.startedAt, view.startedAt),
      ),
    );
  return {
    from: view.attempt === 1 ? 0 : view.startedAt,
    to: later[0]?.startedAt ?? Number.MAX_SAFE_INTEGER,
  };
}

async function readBlocks(
  db: Database,
  workspace: string,
  { run, from, to, firstSeq }: OwnBlocks & { firstSeq: number },
): Promise<{ firstSeq: number; data: Uint8Array; from: number; to: number }[]> {
  const rows = await db
    .select({ firstSeq: block.firstSeq, data: block.data })
    .from(block)
    .where(
      and(
        inWorkspace(block, workspace),
        eq(block.session, run),
        lte(block.firstSeq, firstSeq),
        gte(block.toAt, from),
        lt(block.fromAt, to),
      ),
    )
    .orderBy(desc(block.firstSeq))
    .limit(BLOCKS_PER_READ);
  return rows.map((row) => ({ ...row, from, to }));
}
