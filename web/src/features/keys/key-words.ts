import { SCOPES, type Key, type Scope } from '@claude-monitor/protocol/api/index';
import { agoToTheHour } from '../../lib/format/time.ts';

/** What a scope lets its holder do, for the one who gives it. */
export const SCOPE_WORDS: Readonly<Record<Scope, { may: string; means: string }>> = {
  ingest: {
    may: 'send',
    means: 'Sends events: for agents, telemetry, hooks, programs. It cannot read anything.',
  },
  read: {
    may: 'read',
    means: 'Opens dashboards, and lets agents ask what others do. It sees the whole workspace.',
  },
  admin: {
    may: 'administer',
    means:
      'Makes and revokes keys and links, and decides about alerts. To log in it needs read, too.',
  },
};

/** What a key may do, in two words. */
export const mayWords = (scopes: readonly Scope[]): string =>
  SCOPES.filter((scope) => scopes.includes(scope))
    .map((scope) => SCOPE_WORDS[scope].may)
    .join(', ');

export const lastUsedWords = (key: Key, now: number): string =>
  key.lastUsedAt === null ? 'never' : agoToTheHour(now - key.lastUsedAt);

export type Revocation = {
  key: Key;
  /** This browser's login was made with it. */
  isOwn: boolean;
  /** No other key may administer. */
  isLastAdmin: boolean;
};

export function revocationOf(key: Key, keys: readonly Key[], own: string): Revocation {
  const others = keys.filter(({ id }) => id !== key.id);
  const isAdmin = key.scopes.includes('admin');
  const isLastAdmin = isAdmin && others.every(({ scopes }) => !scopes.includes('admin'));
  return { key, isOwn: key.id === own, isLastAdmin };
}

/** What stops when a key is revoked; the worst first. */
export function whatStops({ key, isOwn, isLastAdmin }: Revocation): string[] {
  const { scopes } = key;
  return [
    isOwn ? 'You are logged in with this key: this page closes, too.' : null,
    isLastAdmin
      ? 'No other key may administer this workspace: a new one then takes the secret it was deployed with.'
      : null,
    scopes.includes('read')
      ? 'Dashboards that were opened with it close at once, and their logins end.'
      : null,
    scopes.includes('ingest')
      ? 'What is sent with it is refused from then on. The local proxy keeps what it could not send; telemetry and hooks are lost until they have another key.'
      : null,
    scopes.includes('admin') && !isOwn ? 'Its holder can administer no longer.' : null,
  ].filter((words) => words !== null);
}

/** What is wrong with a wish for a key, by field; nothing where it may be made. */
export function faultsOfWish({ name, scopes }: { name: string; scopes: readonly Scope[] }): {
  name?: string;
  scopes?: string;
} {
  return {
    ...(name.trim() === '' ? { name: 'Enter a name to recognize it in this list.' } : {}),
    ...(scopes.length === 0 ? { scopes: 'Tick at least one thing that it may do.' } : {}),
  };
}
