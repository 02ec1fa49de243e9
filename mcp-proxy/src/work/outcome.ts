import type { WorkOutcome } from '@claude-monitor/protocol/event/event';

/** What became of a pull request, as far as `gh` and `glab` say. */
export type PullState = Exclude<WorkOutcome, 'reverted'>;

/** What a command brought about: addresses and ids alone, never what it printed beside them. */
export type Outcome = {
  /** `isOfBranch`: it is that of the branch that is checked out; else it was named. */
  pullRequest?: {
    url: string;
    state: PullState | null;
    isOfBranch: boolean;
    /** The one that this one takes back. */
    reverts?: string;
  };
  issue?: string;
  commit?: string;
  /** Commits that this one takes back, as the command names them. */
  reverts?: string[];
  /** The commits that do so: what they say themselves is better. */
  takeBack?: string[];
};

const PULL =
  /https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)+\/(?:pull|pulls|merge_requests)\/\d+(?![\w/-])/;
const ISSUE = /https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)+\/issues\/\d+(?![\w/-])/;
const TOOL = /(?:^|[\s;&|(])(?:gh|glab)\s+(pr|mr|issue)\s+([a-z]+)/;
/** A number, an address or a branch behind the verb. */
const NAMED = /(?:pr|mr)\s+(?!create\b)[a-z]+\s+(?!-)[^\s;&|]/;
const COMMIT = /^\[[^\]\n]* ([0-9a-f]{7,40})\] /gm;

/** Of a command that succeeded and its output. Pure. */
export function outcomeOf(command: string, output: string): Outcome {
  const [, kind, verb = ''] = TOOL.exec(command) ?? [];
  if (kind === 'issue') {
    const issue = ISSUE.exec(output)?.[0];
    return issue === undefined ? {} : { issue };
  }
  if (kind !== undefined) {
    const url = (PULL.exec(output) ?? PULL.exec(command))?.[0];
    if (url === undefined) return {};
    if (verb === 'revert') return { pullRequest: revertOf(command, url) };
    const isOfBranch =
      !/--(?:head|repo|source-branch)\b|\s-[HR]\b/.test(command) && !NAMED.test(command);
    return { pullRequest: { url, state: stateOf(verb, command, output), isOfBranch } };
  }
  const isRevert = /\bgit\b.*\brevert\b/.test(command);
  if (!isRevert && !/\bgit\b.*\bcommit\b/.test(command)) return {};
  const made = [...output.matchAll(COMMIT)].flatMap(([, hash]) => hash ?? []);
  const [commit] = made;
  if (commit === undefined) return {};
  return isRevert ? { commit, reverts: revertedIn(command), takeBack: made } : { commit };
}

const HASH = /^[0-9a-f]{7,40}$/;

/** Behind `git revert`: the commits that are named by their hash. */
function revertedIn(command: string): string[] {
  const behind = /\brevert\b([^;&|\n]*)/.exec(command)?.[1] ?? '';
  return behind.split(/\s+/).filter((word) => HASH.test(word));
}

/** `gh pr revert` opens one that takes back the one it names, by its address or its number. */
function revertOf(command: string, url: string): NonNullable<Outcome['pullRequest']> {
  const named = /\bpr\s+revert\s+([^\s;&|]+)/.exec(command)?.[1] ?? '';
  const number = /^#?(\d+)$/.exec(named)?.[1];
  const reverts = number === undefined ? PULL.exec(named)?.[0] : url.replace(/\d+$/, number);
  return {
    url,
    state: 'open',
    isOfBranch: false,
    ...(reverts === undefined || reverts === url ? {} : { reverts }),
  };
}

const SAID = /"?state"?\s*:\s*"?(OPEN|OPENED|MERGED|CLOSED)\b/i;

function stateOf(verb: string, command: string, output: string): PullState | null {
  switch (verb) {
    case 'create':
    case 'reopen':
    case 'ready':
      return 'open';
    case 'merge':
      // It is merged later, when its checks are through.
      return /--auto\b/.test(command) ? 'open' : 'merged';
    case 'close':
      return 'abandoned';
    default: {
      const prState = SAID.exec(output)?.[1]?.toUpperCase();
      if (prState === undefined) return null;
      return prState === 'MERGED' ? 'merged' : prState === 'CLOSED' ? 'abandoned' : 'open';
    }
  }
}
