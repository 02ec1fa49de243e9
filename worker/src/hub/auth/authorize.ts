import type { Scope } from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import type { IncidentLink } from '../messages/incident-links.ts';
import type { StoredChannel } from '../alerts/settings.ts';
import type { OpenHub } from '../open-hub.ts';
import type { ViewerCredential } from '../live/viewers.ts';
import type { Answer, CredentialHash } from '../rpc.ts';
import { linkCaller } from '../share/link-caller.ts';
import type { LinkHolder } from '../share/links.ts';
import { refuse, unauthorized } from './access.ts';
import type { Credential } from './credential.ts';

/** A key, or the cookie of a login. */
type KeyCaller = { credential: Credential };

/** Who reads: a link sees what it grants, a key (no grant) sees all. */
export type Reader = { grant: Grant | null; viewer: ViewerCredential; isAdmin: boolean };

/** Who holds the token or a cookie of a link. */
type LinkCaller = Reader & { grant: Grant; holder: LinkHolder };

/** What a command may ask of its caller, and whom it then gets. */
export type CallerOf = {
  ingest: KeyCaller;
  read: KeyCaller;
  admin: KeyCaller;
  key: KeyCaller;
  /** A key of scope read, or a link. */
  reader: Reader;
  link: LinkCaller;
  /** Who holds the link of an incident, from a message. */
  'incident link': { link: IncidentLink; channel: StoredChannel };
};

export type CommandScope = keyof CallerOf;

type Authorize<Scope extends CommandScope> = (
  hub: OpenHub,
  hash: CredentialHash,
) => Answer<CallerOf[Scope]>;

const AUTHORIZE: { [Scope in CommandScope]: Authorize<Scope> } = {
  ingest: (hub, hash) => keyCaller(hub, hash, 'ingest'),
  read: (hub, hash) => keyCaller(hub, hash, 'read'),
  admin: (hub, hash) => keyCaller(hub, hash, 'admin'),
  key: (hub, hash) => keyCaller(hub, hash, null),
  reader,
  link: (hub, hash) => {
    const link = linkCaller(hub, hash);
    if (link !== null) return { ok: true, value: link };
    return hub.keys.find(hash, hub.now()) === null ? unauthorized() : refuse('forbidden', NO_LINK);
  },
  'incident link': ({ alerts, now }, hash) => {
    const link = alerts.links.find(hash, now());
    const channel = link === null ? null : alerts.settings.channel(link.channel);
    if (link === null || channel === null) return unauthorized();
    return { ok: true, value: { link, channel } };
  },
};

const NO_LINK = 'This is for a link only.';

const NOT_FOR_LINKS = 'Share links can’t access this.';

/**
 * The caller when its credential stands and has the scope; asked in the call that uses it, so that a
 * revoked one stops at once (rule SHR7).
 */
export function authorize<Scope extends CommandScope>(
  hub: OpenHub,
  hash: CredentialHash,
  scope: Scope,
): Answer<CallerOf[Scope]> {
  return AUTHORIZE[scope](hub, hash);
}

function reader(hub: OpenHub, hash: CredentialHash): Answer<Reader> {
  const link = linkCaller(hub, hash);
  if (link !== null) return { ok: true, value: link };
  const caller = keyCaller(hub, hash, 'read');
  if (!caller.ok) return caller;
  const { id, parent, expiresAt, scopes } = caller.value.credential;
  const viewer = { id, parent, expiresAt, link: null };
  return { ok: true, value: { grant: null, viewer, isAdmin: scopes.includes('admin') } };
}

/** `scope` null: any. */
function keyCaller(hub: OpenHub, hash: CredentialHash, scope: Scope | null): Answer<KeyCaller> {
  const now = hub.now();
  if (hub.links.find(hash, now) !== null) return refuse('forbidden', NOT_FOR_LINKS);
  const credential = hub.keys.find(hash, now);
  if (credential === null) return unauthorized();
  if (scope !== null && !credential.scopes.includes(scope)) {
    return refuse('forbidden', `This needs a key with the scope ${scope}.`);
  }
  hub.keys.used(credential, now);
  return { ok: true, value: { credential } };
}
