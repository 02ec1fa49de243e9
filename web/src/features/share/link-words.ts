import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { Link, ShareScope } from '@claude-monitor/protocol/api/share';
import { SHOWABLE_WORDS } from '../../lib/format/showable-words.ts';
import { ago, agoToTheHour, span } from '../../lib/format/time.ts';
import * as texts from './texts.ts';

export const EXPIRIES = [
  { ms: TIME.hourMs, words: texts.inHour },
  { ms: TIME.dayMs, words: texts.inDay },
  { ms: LIMITS.linkDefaultMs, words: texts.inWeek },
  { ms: 30 * TIME.dayMs, words: texts.inMonth },
  { ms: LIMITS.linkMaxMs, words: texts.inQuarter },
] as const;

export function scopeWords(scope: ShareScope): string {
  if (scope.kind === 'workspace') return texts.wholeWorkspace;
  return scope.kind === 'project'
    ? texts.projectNamed(scope.project)
    : texts.sessionNamed(scope.session);
}

export function showsWords({ isRedacted, shows }: Pick<Link, 'isRedacted' | 'shows'>): string {
  if (!isRedacted) return texts.allNames;
  if (shows.length === 0) return texts.noNames;
  return texts.namesOf(shows.map((name) => SHOWABLE_WORDS[name]).join(', '));
}

export const expiryWords = ({ expiresAt }: Pick<Link, 'expiresAt'>, now: number): string =>
  expiresAt <= now ? texts.expired : texts.inSpan(span(expiresAt - now));

/** Noted within a minute. */
export function openedWords({ lastOpenedAt }: Pick<Link, 'lastOpenedAt'>, now: number): string {
  if (lastOpenedAt === null) return texts.neverOpened;
  const edgeSummary = now - lastOpenedAt;
  return edgeSummary < 2 * TIME.minuteMs
    ? texts.justNow
    : edgeSummary < TIME.hourMs
      ? ago(edgeSummary)
      : agoToTheHour(edgeSummary);
}

export function whatStopsOfLink({ viewers }: Pick<Link, 'viewers'>): string[] {
  const open = viewers === 0 ? texts.nobodyWatches : texts.pagesClose(viewers);
  return [open, texts.revokedMeans];
}

type ScopeInput = { kind: ShareScope['kind']; project: string; session: string };

/** What a link is to be of; null while that is not said. */
export function scopeOf({ kind, project, session }: ScopeInput): ShareScope | null {
  if (kind === 'workspace') return { kind };
  const name = (kind === 'project' ? project : session).trim();
  if (name === '') return null;
  return kind === 'project' ? { kind, project: name } : { kind, session: name };
}
