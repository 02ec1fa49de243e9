import { LIMITS, type Key, type KeysAnswer } from '@claude-monitor/protocol';
import { refuse } from './access.ts';
import { note, type Deed } from './audit.ts';
import type { AwakeHub } from '../awake.ts';
import { keyIdOf, type Credential } from './keys.ts';
import type { Answer, LoggedIn, LoginCookie, NewKey } from '../rpc.ts';

/** `by` is null for who has the deploy secret, who is nobody's key. */
export function makeKey(hub: AwakeHub, key: NewKey, deed: Deed): Answer<Key> {
  if (hub.keys.isFull) return refuse('conflict', 'This workspace has as many keys as it may.');
  const made = hub.keys.add(key, deed.now);
  note(hub, 'key made', made, deed);
  return { ok: true, value: made };
}

export function listKeys({ keys }: AwakeHub, own: Credential): Answer<KeysAnswer> {
  return { ok: true, value: { items: keys.list(), own: keyIdOf(own) } };
}

/**
 * Logs a browser in. One that has a cookie of this key goes on with it: who logs in again and again takes
 * no place from others, and a cookie that somebody uses is never the one that makes room (rule HUB8).
 */
export function logIn(
  { keys, viewers, workspace }: AwakeHub,
  credential: Credential,
  cookie: LoginCookie,
  now: number,
): Answer<LoggedIn> {
  const isPresentedKept = keys.renewCookie(credential, cookie, now);
  const isOpen = (id: string): boolean => viewers.isOpen(id);
  if (!isPresentedKept && !keys.addCookie(credential, cookie, { now, isOpen })) {
    return refuse('rate_limited', TOO_MANY_LOGINS, LIMITS.cookieUsedMs / 1_000);
  }
  return { ok: true, value: { workspace, scopes: credential.scopes, isPresentedKept } };
}

const TOO_MANY_LOGINS =
  'This key has as many browsers logged in as it may, and all are in use. Log out in one, or use a key of your own.';

/** Takes a key back: its cookies are worth nothing, and what it had open is closed in the same turn. */
export function revokeKey(hub: AwakeHub, id: string, deed: Deed): Answer<null> {
  const known = hub.keys.list().find((key) => key.id === id);
  const gone = hub.keys.revoke(id);
  if (gone.length === 0) return refuse('not_found', 'There is no key with this id.');
  hub.viewers.closeOf(gone);
  if (known !== undefined) note(hub, 'key revoked', known, deed);
  return { ok: true, value: null };
}
