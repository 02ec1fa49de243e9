import type { Session } from './session.ts';

/** Whose a session is: as it says itself, else as a run says that works for it; undefined: none does. */
export function userOf(
  sessions: ReadonlyMap<string, Session>,
  session: Session,
): string | undefined {
  const own = [session, ...session.runs.flatMap((key) => sessions.get(key) ?? [])];
  return own.find(({ user }) => user !== null)?.user?.value;
}

/** The session, and those that it works for: whose it is, they are too, where they do not say else. */
export function withItsCards(sessions: ReadonlyMap<string, Session>, session: Session): Session[] {
  const linked = [...session.links.values()].flatMap((links) => [...links.keys()]);
  return [session, ...[...new Set(linked)].flatMap((key) => sessions.get(key) ?? [])];
}

/** Telemetry always names its user, and a proxy seldom does: who is not named may be the same one. */
export const mayBeSameUser = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;
