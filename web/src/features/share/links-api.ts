import {
  auditAnswerSchema,
  createLinkAnswerSchema,
  linksAnswerSchema,
  type AuditLine,
  type Link,
  type Showable,
  type ShareScope,
} from '@claude-monitor/protocol/api/share';
import type { PageAddress } from '@claude-monitor/protocol/api/views';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

/** A link that was just made, with its address: it is shown this once. */
export type MadeLink = Link & { url: string; frameUrl: string | null };

/** What a new link is to show; without a name it gets a number. */
export type LinkInput = {
  name: string;
  scope: ShareScope;
  expiresInMs: number;
  isRedacted: boolean;
  shows: readonly Showable[];
  /** The page that it opens on. */
  opens?: PageAddress;
  frameOrigins: readonly string[];
};

const PATH = '/v1/links';

type Fetch = typeof fetch;

export const fetchLinks = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: Link[] }>> =>
  callAdmin({ method: 'GET', path: PATH, schema: linksAnswerSchema }, fetchFrom);

export function makeLink(input: LinkInput, fetchFrom: Fetch): Promise<AdminOutcome<MadeLink>> {
  const { name, ...rest } = input;
  const body = name === '' ? rest : input;
  return callAdmin({ method: 'POST', path: PATH, body, schema: createLinkAnswerSchema }, fetchFrom);
}

export const revokeLink = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin(
    { method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}`, schema: NOTHING },
    fetchFrom,
  );

/** What was done to keys, links, channels and rules, the newest first. */
export const fetchAudit = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: AuditLine[] }>> =>
  callAdmin({ method: 'GET', path: '/v1/audit', schema: auditAnswerSchema }, fetchFrom);
