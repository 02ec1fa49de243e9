import { env } from 'cloudflare:workers';
import { databaseAddress, openDatabase } from '../../../store/client.ts';
import type { FlushBatch } from '../../../store/rows.ts';
import type { RetentionRpc, WriteResult, WriterRpc } from '../../../store/writer-rpc.ts';
import { NOTHING_TO_DELETE, realWriter } from '../../hub.fixture.ts';

let count = 0;

/** Has the real libSQL server refuse rows of a table for good; answers how to end that. */
export async function poison(table: string, when: string): Promise<() => Promise<void>> {
  const name = `poison_${String(Date.now())}_${String(count++)}`;
  await run(
    `create trigger ${name} before insert on ${table} when ${when}
     begin select raise(abort, 'a row with a secret'); end`,
  );
  return () => run(`drop trigger ${name}`);
}

export async function run(sql: string): Promise<void> {
  await openDatabase(databaseAddress(env)).$client.execute(sql);
}

/** The real Writer, with a look at each batch; what `before` answers stands for the Writer. */
export function watchedWriter(
  before: (batch: FlushBatch, call: number) => WriteResult | null = () => null,
): WriterRpc & RetentionRpc & { batches: FlushBatch[] } {
  const batches: FlushBatch[] = [];
  return {
    ...NOTHING_TO_DELETE,
    batches,
    cursor: (workspace) => realWriter().cursor(workspace),
    invalidate: (workspace, rows) => realWriter().invalidate(workspace, rows),
    write: async (batch) => {
      batches.push(batch);
      return before(batch, batches.length) ?? (await realWriter().write(batch));
    },
  };
}
