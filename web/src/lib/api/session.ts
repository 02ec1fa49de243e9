import {
  errorsAnswerSchema,
  sessionAnswerSchema,
  type ErrorGroup,
  type SessionAnswer,
} from '@claude-monitor/protocol/api';

/** A session as the history knows it; `errors` is null where they could not be read. */
export type StoredSession = SessionAnswer & { errors: readonly ErrorGroup[] | null };

export type SessionOutcome =
  | { name: 'found'; stored: StoredSession }
  | { name: 'not found' }
  | { name: 'no login' }
  /** libSQL or the server is away, or busy; `retryAfterMs` is the server's wish, if it has one. */
  | { name: 'no history' | 'unreachable'; retryAfterMs: number | null }
  /** Page and server are of different versions. */
  | { name: 'not understood' };

type Fetch = typeof fetch;

const SHOWN_ERRORS = 20;

/** Reads one session by its internal id (a declared id finds its newest attempt). */
export async function fetchSession(id: string, fetchFrom: Fetch): Promise<SessionOutcome> {
  const response = await ask(`/v1/sessions/${encodeURIComponent(id)}`, fetchFrom);
  if (response === null) return { name: 'unreachable', retryAfterMs: null };
  if (!response.ok) return refusal(response);
  const answer = sessionAnswerSchema.safeParse(await bodyOf(response));
  if (!answer.success) return { name: 'not understood' };
  const { session } = answer.data;
  const errors = session.errors === 0 ? [] : await fetchErrors(session.id, fetchFrom);
  return { name: 'found', stored: { ...answer.data, errors } };
}

function refusal(response: Response): SessionOutcome {
  const { status } = response;
  if (status === 401 || status === 403) return { name: 'no login' };
  // An id that breaks the rules of ids is one that no session has.
  if (status === 404 || status === 400) return { name: 'not found' };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = seconds >= 0 ? seconds * 1_000 : null;
  return { name: status === 503 || status === 429 ? 'no history' : 'unreachable', retryAfterMs };
}

async function fetchErrors(id: string, fetchFrom: Fetch): Promise<readonly ErrorGroup[] | null> {
  const query = new URLSearchParams({ session: id, limit: String(SHOWN_ERRORS) });
  const response = await ask(`/v1/errors?${query.toString()}`, fetchFrom);
  if (response?.ok !== true) return null;
  const answer = errorsAnswerSchema.safeParse(await bodyOf(response));
  return answer.success ? answer.data.items : null;
}

const ask = (path: string, fetchFrom: Fetch): Promise<Response | null> =>
  fetchFrom(path).catch(() => null);

const bodyOf = (response: Response): Promise<unknown> => response.json().catch(() => null);
