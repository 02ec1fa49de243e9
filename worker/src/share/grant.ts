import {
  shownName,
  type LinkView,
  type PageAddress,
  type ShareScope,
  type Showable,
} from '@claude-monitor/protocol';
import { namesOf } from './names-of.ts';

/** What a link lets its holder see (rule SHR2); a key of scope read has none: it sees all. */
export type Grant = {
  link: string;
  scope: ShareScope;
  isRedacted: boolean;
  shows: Showable[];
  /** Secret of the link: pseudonyms are made with it, so they say nothing beside those of another. */
  salt: string;
  expiresAt: number;
  /** The page that it opens on. */
  opens?: PageAddress | null;
  /** Whether a site may show it in a frame. */
  isFramed?: boolean;
};

export const isNarrow = ({ scope }: Grant): boolean => scope.kind !== 'workspace';

export function linkViewOf(grant: Grant, workspace: string): LinkView {
  const { link, scope, isRedacted, shows, expiresAt } = grant;
  const names = isRedacted ? namesOf(grant) : null;
  return {
    id: link,
    workspace,
    kind: scope.kind,
    session: scope.kind === 'session' ? (names?.seal(scope.session) ?? scope.session) : null,
    project:
      scope.kind !== 'project'
        ? null
        : names === null
          ? scope.project
          : shownName('project', scope.project, names),
    isRedacted,
    shows,
    opens: grant.opens ?? null,
    expiresAt,
  };
}
