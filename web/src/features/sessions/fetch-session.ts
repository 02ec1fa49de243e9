import {
  errorsAnswerSchema,
  sessionAnswerSchema,
  type ErrorGroup,
  type SessionAnswer,
} from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';

/** A session as the history knows it; `errors` is null where they could not be read. */
export type StoredSession = SessionAnswer & { errors: readonly ErrorGroup[] | null };

export type SessionOutcome = HistoryOutcome<StoredSession>;

type Fetch = typeof fetch;

const SHOWN_ERRORS = 20;

/** Reads one session by its internal id (a declared id finds its newest attempt). */
export async function fetchSession(id: string, fetchFrom: Fetch): Promise<SessionOutcome> {
  const path = `/v1/sessions/${encodeURIComponent(id)}`;
  const outcome = await fetchHistory(path, sessionAnswerSchema, fetchFrom);
  if (outcome.name !== 'found') return outcome;
  const { session } = outcome.stored;
  const errors = session.errors === 0 ? [] : await fetchErrors(session.id, fetchFrom);
  return { name: 'found', stored: { ...outcome.stored, errors } };
}

async function fetchErrors(id: string, fetchFrom: Fetch): Promise<readonly ErrorGroup[] | null> {
  const query = new URLSearchParams({ session: id, limit: String(SHOWN_ERRORS) });
  const outcome = await fetchHistory(
    `/v1/errors?${query.toString()}`,
    errorsAnswerSchema,
    fetchFrom,
  );
  return outcome.name === 'found' ? outcome.stored.items : null;
}
