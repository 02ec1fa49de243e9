import { errorBodySchema } from '@claude-monitor/protocol/api/index';

type Fetch = typeof fetch;

export type AdminOutcome<Value> =
  | { name: 'done'; value: Value }
  | { name: 'not admin' }
  | { name: 'no login' }
  | { name: 'gone' }
  /** The server does not do this; `message` says why, for people. */
  | { name: 'refused'; message: string; path: string | null }
  /** It does not answer just now, or is busy. */
  | { name: 'unreachable' }
  /** Page and server are of different versions. */
  | { name: 'not understood' };

export type AdminTrouble = Exclude<AdminOutcome<never>, { name: 'done' }>;

type Schema<Value> = {
  safeParse: (value: unknown) => { success: true; data: Value } | { success: false };
};

type Call<Value> = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Of the answer; where it is left out, the answer has none. */
  schema: Schema<Value>;
};

/** For calls whose answer has no content. */
export const NOTHING: Schema<null> = { safeParse: () => ({ success: true, data: null }) };

/** Makes the call with the login cookie, and parses the answer with the route's contract. */
export async function callAdmin<Value>(
  { method, path, body, schema }: Call<Value>,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Value>> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetchFrom(path, {
    method,
    ...(body === undefined ? {} : json),
  }).catch(() => null);
  if (response === null) return { name: 'unreachable' };
  const answerBody: unknown = await response.json().catch(() => null);
  if (!response.ok) return troubleOf(response.status, answerBody);
  const answer = schema.safeParse(answerBody);
  return answer.success ? { name: 'done', value: answer.data } : { name: 'not understood' };
}

function troubleOf(status: number, answerBody: unknown): AdminTrouble {
  if (status === 401) return { name: 'no login' };
  if (status === 404) return { name: 'gone' };
  if (status >= 500 || status === 429) return { name: 'unreachable' };
  const body = errorBodySchema.safeParse(answerBody);
  if (!body.success) return { name: 'not understood' };
  const { code, message, path } = body.data.error;
  if (code === 'forbidden') return { name: 'not admin' };
  return { name: 'refused', message, path: path ?? null };
}
