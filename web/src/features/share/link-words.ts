import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { Link, ShareScope } from '@claude-monitor/protocol/api/share';
import { SHOWABLE_WORDS } from '../../lib/format/showable-words.ts';
import { agoToTheHour, span } from '../../lib/format/time.ts';

export const EXPIRIES = [
  { ms: TIME.hourMs, words: 'in an hour' },
  { ms: TIME.dayMs, words: 'in a day' },
  { ms: LIMITS.linkDefaultMs, words: 'in a week' },
  { ms: 30 * TIME.dayMs, words: 'in 30 days' },
  { ms: LIMITS.linkMaxMs, words: 'in 90 days' },
] as const;

export function scopeWords(scope: ShareScope): string {
  if (scope.kind === 'workspace') return 'all of the workspace';
  return scope.kind === 'project' ? `project ${scope.project}` : `session ${scope.session}`;
}

/** What a link shows by name. */
export function showsWords({ isRedacted, shows }: Pick<Link, 'isRedacted' | 'shows'>): string {
  if (!isRedacted) return 'all names and texts';
  if (shows.length === 0) return 'no names';
  return `names of ${shows.map((name) => SHOWABLE_WORDS[name]).join(', ')}`;
}

export const expiryWords = ({ expiresAt }: Pick<Link, 'expiresAt'>, now: number): string =>
  expiresAt <= now ? 'ended' : `in ${span(expiresAt - now)}`;

/** Noted within a minute. */
export function openedWords({ lastOpenedAt }: Pick<Link, 'lastOpenedAt'>, now: number): string {
  if (lastOpenedAt === null) return 'never';
  const ago = now - lastOpenedAt;
  return ago < 2 * TIME.minuteMs
    ? 'just now'
    : ago < TIME.hourMs
      ? `${span(ago)} ago`
      : agoToTheHour(ago);
}

/** What stops when a link is revoked. */
export function whatStopsOfLink({ viewers }: Pick<Link, 'viewers'>): string[] {
  const open =
    viewers === 0
      ? 'Nobody looks through it just now.'
      : `${String(viewers)} open ${viewers === 1 ? 'page closes' : 'pages close'} at once.`;
  return [open, 'Whoever opens it from then on reads that it has ended.'];
}

export type ScopeWish = { kind: ShareScope['kind']; project: string; session: string };

/** What a link is to be of; null while that is not said. */
export function scopeOf({ kind, project, session }: ScopeWish): ShareScope | null {
  if (kind === 'workspace') return { kind };
  const name = (kind === 'project' ? project : session).trim();
  if (name === '') return null;
  return kind === 'project' ? { kind, project: name } : { kind, session: name };
}
