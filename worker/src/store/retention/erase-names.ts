import { block } from '@claude-monitor/drizzle/schema';
import { sql } from 'drizzle-orm';
import type { DeletedNames } from '../../domain/without-names.ts';
import type { Database } from '../client.ts';
import { blockWithoutNames } from '../packing/block-without-names.ts';
import type { DeleteStep, Erasure } from '../writer-rpc.ts';
import { statement, type Statement } from '../statement.ts';
import { readRows, runDeletes } from './delete-rows.ts';

/** What one step looks at: events of other sessions lie packed, so each block is read. */
const BLOCKS_AT_MOST = 500;
const BYTES_AT_MOST = 2_000_000;

type SessionErasure = Extract<Erasure, { kind: 'sessions' }>;

/** Whether raw events of others are still to be looked at: until then `resume` is negative. */
export const isNaming = ({ resume }: Pick<Erasure, 'resume'>): boolean =>
  resume === null || resume < 0;

/** One step of taking deleted sessions out of the raw events of others that named them. */
export async function eraseNames(
  db: Database,
  workspace: string,
  { resume, names, runs }: SessionErasure,
): Promise<DeleteStep> {
  const after = resume === null ? 0 : -resume - 1;
  const { ids, isLast } = await nextBlocks(db, workspace, after);
  const [keys, callers] = [new Set(runs), new Set(names)];
  const deleted: DeletedNames = { isKey: (key) => keys.has(key), isName: (id) => callers.has(id) };
  const changes: Statement[] = [];
  for (const { id, session, data } of await readBlocks(db, ids)) {
    // Of a deleted session itself all blocks go, later.
    if (keys.has(session)) continue;
    const packed = blockWithoutNames(data, deleted);
    if (packed === null) continue;
    changes.push(statement(sql`update ${block} set data = ${packed} where ${block.id} = ${id}`));
  }
  const rows = await runDeletes(db, changes);
  return { rows, more: true, resume: isLast ? 0 : -(ids.at(-1) ?? after) - 1 };
}

/** By their numbers, as many as a step may read. */
async function nextBlocks(
  db: Database,
  workspace: string,
  after: number,
): Promise<{ ids: number[]; isLast: boolean }> {
  // The plus keeps the index of sessions out: its order is another one.
  const rows = await readRows(
    db,
    sql`select ${block.id}, length(${block.data}) from ${block}
      where ${block.id} > ${after} and +${block.workspace} = ${workspace}
      order by ${block.id} limit ${BLOCKS_AT_MOST}`,
  );
  const ids: number[] = [];
  let bytes = 0;
  for (const [id, length] of rows) {
    bytes += Number(length);
    if (ids.length > 0 && bytes > BYTES_AT_MOST) return { ids, isLast: false };
    ids.push(Number(id));
  }
  return { ids, isLast: rows.length < BLOCKS_AT_MOST };
}

async function readBlocks(
  db: Database,
  ids: readonly number[],
): Promise<{ id: number; session: string; data: Uint8Array }[]> {
  const rows = await readRows(
    db,
    sql`select ${block.id}, ${block.session}, ${block.data} from ${block}
      where ${block.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return rows.flatMap(([id, session, data]) =>
    data instanceof ArrayBuffer
      ? [{ id: Number(id), session: String(session), data: new Uint8Array(data) }]
      : [],
  );
}
