import { linkViewSchema, type LinkView } from '@claude-monitor/protocol/api/share';

type Fetch = typeof fetch;

export type LinkOutcome =
  | { name: 'open'; link: LinkView }
  /** It has ended, was revoked, or was mistyped: the server doesn't say which. */
  | { name: 'ended' }
  | { name: 'unreachable' };

const PATH = '/v1/link';

/** Trades the token of a link for its cookie, which scripts can't read. */
export function openLink(token: string, fetchFrom: Fetch): Promise<LinkOutcome> {
  return outcomeOf(() =>
    fetchFrom(PATH, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
  );
}

/** What the link of this place shows; also whether its cookie still opens it. */
export function fetchLink(fetchFrom: Fetch): Promise<LinkOutcome> {
  return outcomeOf(() => fetchFrom(PATH));
}

async function outcomeOf(request: () => Promise<Response>): Promise<LinkOutcome> {
  const response = await request().catch(() => null);
  if (response === null) return { name: 'unreachable' };
  if (response.status === 401 || response.status === 403) return { name: 'ended' };
  if (!response.ok) return { name: 'unreachable' };
  const body: unknown = await response.json().catch(() => null);
  const link = linkViewSchema.safeParse(body);
  return link.success ? { name: 'open', link: link.data } : { name: 'unreachable' };
}

/** Where a link leads: to the page that was chosen for it, else to that of what it shows. */
export function entryOf({ kind, session, opens }: LinkView): string {
  if (opens !== null) return opens.query === '' ? opens.page : `${opens.page}?${opens.query}`;
  return kind === 'session' && session !== null ? `/sessions/${session}` : '/';
}
