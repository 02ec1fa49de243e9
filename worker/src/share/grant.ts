import type { LinkView, ShareScope, Showable } from '@claude-monitor/protocol';

/** What a link lets its holder see (rule SHR2); a key of scope read has none: it sees all. */
export type Grant = {
  /** Id of the link. */
  link: string;
  scope: ShareScope;
  isRedacted: boolean;
  shows: Showable[];
  /** Secret of the link: stand-ins are made with it, so they say nothing beside those of another. */
  salt: string;
  expiresAt: number;
};

/** Whether a grant narrows what there is to a part of the workspace. */
export const isNarrow = ({ scope }: Grant): boolean => scope.kind !== 'workspace';

/** What the page of the link may know of it. */
export function linkViewOf(
  grant: Grant,
  workspace: string,
  nameOf: (project: string) => string,
): LinkView {
  const { link, scope, isRedacted, shows, expiresAt } = grant;
  return {
    id: link,
    workspace,
    kind: scope.kind,
    session: scope.kind === 'session' ? scope.session : null,
    project: scope.kind === 'project' ? nameOf(scope.project) : null,
    isRedacted,
    shows,
    expiresAt,
  };
}
