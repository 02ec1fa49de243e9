import type { FoldState } from '../../state.ts';
import type { SessionRecord } from '../session.ts';

type Sessions = Pick<FoldState['sessions'], 'get'>;

/** Whose a session is: as it says itself, else as a run says that works for it; undefined: none does. */
export function userOf(sessions: Sessions, session: SessionRecord): string | undefined {
  if (session.user !== null) return session.user.value;
  for (const key of session.runs) {
    const user = sessions.get(key)?.user?.value;
    if (user !== undefined) return user;
  }
  return undefined;
}

/** The session, and those that it works for: whose it is, they are too, where they do not say else. */
export function withItsSessions(sessions: Sessions, session: SessionRecord): SessionRecord[] {
  return [session, ...[...session.assignedTo.keys()].flatMap((key) => sessions.get(key) ?? [])];
}
