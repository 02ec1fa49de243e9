import { block } from '@claude-monitor/drizzle/schema';
import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { DeleteStep } from '../writer-rpc.ts';
import { statement } from '../statement.ts';
import { readRows, runDeletes } from './delete-rows.ts';

/** A block is a page or more; so many are as much work as a step of rows. */
const BLOCKS_AT_MOST = 1_000;

type Aged = { before: number; atMost: number; after: number };

/**
 * One step of retention of blocks. Their numbers rise with the time at which they were stored, so the old
 * ones come first, those of all workspaces, and the first young one ends the walk: an index by age would
 * be billed with every block.
 */
export async function expireBlocks(
  db: Database,
  workspace: string,
  { before, atMost, after }: Aged,
): Promise<DeleteStep> {
  const limit = Math.min(atMost, BLOCKS_AT_MOST);
  const oldest = await readRows(
    db,
    sql`select ${block.id}, ${block.workspace}, ${block.storedAt} from ${block}
      where ${block.id} > ${after} order by ${block.id} limit ${limit}`,
  );
  const young = oldest.findIndex(([, , storedAt]) => Number(storedAt) >= before);
  const old = young === -1 ? oldest : oldest.slice(0, young);
  const own = old.filter(([, of]) => of === workspace).map(([id]) => Number(id));
  const deletion = statement(sql`
    delete from ${block} where ${block.id} in (select value from json_each(${JSON.stringify(own)}))`);
  const rows = own.length === 0 ? 0 : await runDeletes(db, [deletion]);
  const last = Number(old.at(-1)?.[0] ?? after);
  return { rows, more: old.length === limit, resume: last };
}
