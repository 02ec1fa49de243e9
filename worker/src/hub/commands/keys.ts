import type { Key, KeysAnswer, Scope } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import { keyIdOf } from '../auth/keys.ts';
import type { OpenHub } from '../awake.ts';
import type { Answer, CredentialHash, NewKey } from '../rpc.ts';
import { auditedChange, change, query, type Call } from './command.ts';

/** Keys, and logins, which are their children. */
export const KEY_COMMANDS = {
  createKey: auditedChange({ scope: 'admin', audit: 'key made', run: addKey }),
  listKeys: query({ scope: 'admin', run: listKeys }),
  revokeKey: auditedChange({ scope: 'admin', audit: 'key revoked', run: revokeKey }),
  /** What the credential may. */
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
  hub.audit.add({ at: hub.now(), kind: 'key made', by: null, id, name });
  return added;
}

function addKey({ hub }: { hub: OpenHub }, key: NewKey): Answer<Key> {
  if (hub.keys.isFull) return refuse('conflict', 'This workspace has as many keys as it may.');
  return { ok: true, value: hub.keys.add(key, hub.now()) };
}

function listKeys({ hub, credential }: Call<'admin'>): Answer<KeysAnswer> {
  return { ok: true, value: { items: hub.keys.list(), own: keyIdOf(credential) } };
}

/** Its cookies are worth nothing, and what it had open is closed in the same turn. */
function revokeKey({ hub }: Call<'admin'>, id: string): Answer<Key> {
  const key = hub.keys.list().find((one) => one.id === id);
  if (key === undefined) return refuse('not_found', 'There is no key with this id.');
  hub.viewers.closeOf(hub.keys.revoke(id));
  return { ok: true, value: key };
}

/** Stores a cookie as a child of the key; it dies with the key. */
function login(
  { hub, credential }: Call<'read'>,
  cookie: { hash: CredentialHash; expiresAt: number },
): Answer<{ workspace: string; scopes: Scope[] }> {
  hub.keys.addCookie(credential, cookie, hub.now());
  return { ok: true, value: { workspace: hub.workspace, scopes: credential.scopes } };
}

function logout({ hub, credential }: Call<'read'>): Answer<null> {
  hub.viewers.closeOf(hub.keys.removeCookie(credential.hash));
  return { ok: true, value: null };
}
