import { TIME } from '@claude-monitor/protocol/limits';
import { retryAfterMs } from '@claude-monitor/protocol/retry';

type Fetch = typeof fetch;

export type HistoryOutcome<Stored> =
  | { name: 'found'; stored: Stored }
  | { name: 'not found' }
  | { name: 'no login' }
  /** libSQL or the server is away, or busy; `retryAfterMs` is the server's `Retry-After`, if it sent one. */
  | { name: 'no history' | 'unreachable'; retryAfterMs: number | null }
  /** Page and server are of different versions. */
  | { name: 'not understood' };

type Schema<Stored> = {
  safeParse: (value: unknown) => { success: true; data: Stored } | { success: false };
};

export async function fetchHistory<Stored>(
  path: string,
  schema: Schema<Stored>,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<Stored>> {
  const response = await fetchFrom(path).catch(() => null);
  if (response === null) return { name: 'unreachable', retryAfterMs: null };
  if (!response.ok) return refusal(response);
  const body: unknown = await response.json().catch(() => null);
  const answer = schema.safeParse(body);
  return answer.success ? { name: 'found', stored: answer.data } : { name: 'not understood' };
}

export function queryOf(parameters: Record<string, string | number | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function refusal(response: Response): Exclude<HistoryOutcome<never>, { name: 'found' }> {
  const { status } = response;
  if (status === 401 || status === 403) return { name: 'no login' };
  // A name or id that breaks the rules of names is one that nothing has.
  if (status === 404 || status === 400) return { name: 'not found' };
  const bound = { now: Date.now(), longestMs: TIME.hourMs };
  return {
    name: status === 503 || status === 429 ? 'no history' : 'unreachable',
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), bound),
  };
}
