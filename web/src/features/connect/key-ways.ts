import type { Scope } from '@claude-monitor/protocol/api/index';
import { connectWays, type Way } from './ways.ts';

type KeyOfScopes = { key: string; scopes: readonly Scope[] };

/** What can be connected with a key: of one that may not send, nothing. */
export function waysOfKey({ key, scopes }: KeyOfScopes, origin: string, now: number): Way[] {
  if (!scopes.includes('ingest')) return [];
  return connectWays(origin, { ingest: key, read: scopes.includes('read') ? key : null }, now);
}

/** A link that logs a browser in with the key, for one that may read; it never reaches a server. */
export const dashboardLink = ({ key, scopes }: KeyOfScopes, origin: string): string | null =>
  scopes.includes('read') ? `${origin}/#key=${key}` : null;
