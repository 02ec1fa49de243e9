import { LIMITS, type PatchForm } from '@claude-monitor/protocol';
import { KEY, type Core } from '../hub.fixture.ts';
import type { Answer } from '../rpc.ts';
import { linkCaller } from '../share/link-caller.ts';
import type { NewLink } from '../share/links.ts';
import { LIVE_BOUNDS, type LiveBounds } from './bounds.ts';
import { Viewer } from './viewer.fixture.ts';

export const boundsOf = (changes: Partial<LiveBounds>): LiveBounds => ({
  ...LIVE_BOUNDS,
  ...changes,
});

export const linkOf = (id: string, changes: Partial<NewLink> = {}): NewLink => ({
  id,
  hash: `token of ${id}`,
  name: id,
  scope: { kind: 'workspace' },
  isRedacted: true,
  shows: [],
  salt: `salt of ${id}`,
  expiresAt: Date.now() + LIMITS.linkDefaultMs,
  ...changes,
});

/** Makes a link with the token `token of ID`. */
export function addLink({ hub, clock }: Core, id: string): void {
  hub.links.add(linkOf(id), 'admin', clock.at);
}

/** A page that comes with a key (null) or with the token of a link, as the hub's `fetch` lets it in. */
export function connect(
  { hub, clock }: Core,
  link: string | null,
  { resume, form = 'whole' }: { resume?: Viewer | undefined; form?: PatchForm } = {},
): Answer<Viewer> {
  const reader = link === null ? null : linkCaller(hub, `token of ${link}`);
  const viewer = reader?.viewer ?? { id: KEY.id, parent: null, link: null, expiresAt: null };
  const place = hub.connectionLimits.admit(viewer, clock.at);
  if (!place.ok) return place;
  const { 0: client, 1: server } = new WebSocketPair();
  const cursor = resume?.position ?? null;
  hub.live.connect(server, { viewer, grant: reader?.grant ?? null, isAdmin: false, cursor, form });
  const write = (text: string): void => hub.viewers.receive(server, text);
  return {
    ok: true,
    value: new Viewer(client, resume === undefined ? { write } : { write, resume }),
  };
}

/** The same for who has to find a place. */
export function connected(
  core: Core,
  link: string | null,
  how: Parameters<typeof connect>[2] = {},
): Viewer {
  const arrived = connect(core, link, how);
  if (!arrived.ok) throw new Error(arrived.error.message);
  return arrived.value;
}

export const hasPosition = ({ position }: Viewer): boolean => position !== null;
