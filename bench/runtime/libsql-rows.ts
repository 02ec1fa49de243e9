import { z } from 'zod';

const TABLES = [
  'activity_hour',
  'activity_trend',
  'block',
  'edge_hour',
  'error_hour',
  'project',
  'request_chunk',
  'session',
  'task',
  'usage_hour',
  'usage_trend',
];

const answerSchema = z.object({
  results: z.array(
    z.object({
      response: z.object({
        result: z.object({ rows: z.array(z.array(z.object({ value: z.coerce.number() }))) }),
      }),
    }),
  ),
});

/** Rows that stand in libSQL, by its HTTP protocol: only the store knows the tables otherwise. */
export async function storedRows(url: string): Promise<number> {
  const counts = TABLES.map((table) => `(select count(*) from ${table})`).join(' + ');
  const response = await fetch(`${url}/v2/pipeline`, {
    method: 'POST',
    body: JSON.stringify({
      requests: [{ type: 'execute', stmt: { sql: `select ${counts}` } }],
    }),
  });
  const { results } = answerSchema.parse(await response.json());
  const rows = results[0]?.response.result.rows[0]?.[0]?.value;
  if (rows === undefined) throw new Error('libSQL counted nothing');
  return rows;
}
