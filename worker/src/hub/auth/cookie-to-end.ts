import { LIMITS } from '@claude-monitor/protocol';
import type { Credential } from './credential.ts';

/**
 * Which cookie makes room for one more of a key; null: there is room. A key that has as many as it may gives
 * one of its own; when the workspace has, the key that has the most does. Only one that nobody uses goes, the
 * oldest first. `cookies`: the oldest first.
 */
export function cookieToEnd(
  cookies: readonly Credential[],
  parent: string,
  isUsed: (cookie: Credential) => boolean,
): Credential | 'all used' | null {
  const own = cookies.filter((cookie) => cookie.parent === parent);
  if (own.length < LIMITS.cookiesPerKey && cookies.length < LIMITS.cookiesPerWorkspace) return null;
  const among = own.length < LIMITS.cookiesPerKey ? ofLargest(cookies) : own;
  return among.find((cookie) => !isUsed(cookie)) ?? 'all used';
}

function ofLargest(cookies: readonly Credential[]): Credential[] {
  const byParent = Map.groupBy(cookies, ({ parent }) => parent);
  let largest: Credential[] = [];
  for (const group of byParent.values()) if (group.length > largest.length) largest = group;
  return largest;
}
