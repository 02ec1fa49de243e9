import { LIMITS, type Key, type KeysAnswer } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import { keyIdOf } from '../auth/keys.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer, LoggedIn, LoginCookie, NewKey } from '../rpc.ts';
import { auditedChange, change, query, type Call } from './command.ts';

export const KEY_COMMANDS = {
  createKey: auditedChange({ scope: 'admin', audit: 'key_created', run: addKey }),
  listKeys: query({ scope: 'admin', run: listKeys }),
  revokeKey: auditedChange({ scope: 'admin', audit: 'key_revoked', run: revokeKey }),
  scopes: query({
    scope: 'key',
    run: ({ credential }) => ({ ok: true, value: credential.scopes }),
  }),
  login: change({ scope: 'read', run: login }),
  logout: change({ scope: 'read', run: logout }),
};

/** A key made with the deploy secret, which is nobody's key (rule SHR8). */
export function addBootstrapKey(hub: OpenHub, key: NewKey): Answer<Key> {
  const added = addKey({ hub }, key);
  if (!added.ok) return added;
  const { id, name } = added.value;
  hub.audit.add({ at: hub.now(), kind: 'key_created', by: null, id, name });
  return added;
}

function addKey({ hub }: { hub: OpenHub }, key: NewKey): Answer<Key> {
  if (hub.keys.isFull)
    return refuse('conflict', 'This workspace has reached its limit of keys. Revoke one first.');
  return { ok: true, value: hub.keys.add(key, hub.now()) };
}

function listKeys({ hub, credential }: Call<'admin'>): Answer<KeysAnswer> {
  return { ok: true, value: { items: hub.keys.list(), own: keyIdOf(credential) } };
}

/** Its cookies are worth nothing, and what it had open is closed in the same turn. */
function revokeKey({ hub }: Call<'admin'>, id: string): Answer<Key> {
  const key = hub.keys.list().find((one) => one.id === id);
  if (key === undefined) return refuse('not_found', 'Key not found.');
  hub.viewers.closeOf(hub.keys.revoke(id));
  hub.alerts.forgetKey(id);
  return { ok: true, value: key };
}

/**
 * Stores a cookie as a child of the key; it dies with the key. A browser that has one of this key goes on
 * with it: who logs in again and again takes no place from others, and a cookie that somebody uses is never
 * the one that makes room (rule HUB8).
 */
function login({ hub, credential }: Call<'read'>, cookie: LoginCookie): Answer<LoggedIn> {
  const { keys, viewers, workspace } = hub;
  const now = hub.now();
  const isPresentedKept = keys.renewCookie(credential, cookie, now);
  const isOpen = (id: string): boolean => viewers.isOpen(id);
  if (!isPresentedKept && !keys.addCookie(credential, cookie, { now, isOpen })) {
    return refuse('rate_limited', TOO_MANY_LOGINS, LIMITS.cookieUsedMs / 1_000);
  }
  return { ok: true, value: { workspace, scopes: credential.scopes, isPresentedKept } };
}

const TOO_MANY_LOGINS =
  'This key has reached its limit of logged-in browsers. Log out in one, or use another key.';

function logout({ hub, credential }: Call<'read'>): Answer<null> {
  hub.viewers.closeOf(hub.keys.removeCookie(credential.hash));
  return { ok: true, value: null };
}
