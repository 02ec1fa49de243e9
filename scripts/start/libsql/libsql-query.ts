import { z } from 'zod';

/** A libSQL server's HTTP interface, as far as starting and watching one needs it. */
const answerSchema = z.object({
  results: z.array(
    z.union([
      z.object({ type: z.literal('error'), error: z.object({ message: z.string() }) }),
      z.object({
        type: z.literal('ok'),
        response: z.object({
          result: z
            .object({ rows: z.array(z.array(z.object({ value: z.string().optional() }))) })
            .optional(),
        }),
      }),
    ]),
  ),
});

export type Query = { url: string; token: string; sql: string[]; timeoutMs: number };

/** Runs statements on one connection; the rows of each as text. Throws on the first that fails. */
export async function queryLibsql(query: Query): Promise<(string | null)[][][]> {
  const requests = query.sql.map((sql) => ({ type: 'execute', stmt: { sql } }));
  const response = await fetch(`${query.url.replace(/^libsql:/, 'https:')}/v2/pipeline`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(query.token === '' ? {} : { authorization: `Bearer ${query.token}` }),
    },
    body: JSON.stringify({ requests: [...requests, { type: 'close' }] }),
    signal: AbortSignal.timeout(query.timeoutMs),
  });
  if (!response.ok) throw new Error(`the database answered ${String(response.status)}`);
  const { results } = answerSchema.parse(await response.json());
  return results.slice(0, query.sql.length).map((result) => {
    if (result.type === 'error') throw new Error(result.error.message);
    const rows = result.response.result?.rows ?? [];
    return rows.map((row) => row.map((cell) => cell.value ?? null));
  });
}

/** Whether a write lock can be had: a wedged server still answers `/health` and reads. */
export async function canWrite(url: string, timeoutMs: number): Promise<boolean> {
  try {
    await queryLibsql({ url, token: '', sql: ['BEGIN IMMEDIATE', 'ROLLBACK'], timeoutMs });
    return true;
  } catch {
    return false;
  }
}
