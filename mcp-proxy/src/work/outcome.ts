/** What became of a pull request, as far as `gh` and `glab` say. */
type PullState = 'open' | 'merged' | 'abandoned';

/** What a command brought about: addresses and ids alone, never what it printed beside them. */
export type Outcome = {
  /** `isOfBranch`: it is that of the branch that is checked out; else it was named. */
  pullRequest?: { url: string; state: PullState | null; isOfBranch: boolean };
  issue?: string;
  commit?: string;
};

const PULL =
  /https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)+\/(?:pull|pulls|merge_requests)\/\d+(?![\w/-])/;
const ISSUE = /https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+)+\/issues\/\d+(?![\w/-])/;
const TOOL = /(?:^|[\s;&|(])(?:gh|glab)\s+(pr|mr|issue)\s+([a-z]+)/;
/** A number, an address or a branch behind the verb. */
const NAMED = /(?:pr|mr)\s+(?!create\b)[a-z]+\s+(?!-)[^\s;&|]/;
const COMMIT = /^\[[^\]\n]* ([0-9a-f]{7,40})\] /m;

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
    const isOfBranch =
      !/--(?:head|repo|source-branch)\b|\s-[HR]\b/.test(command) && !NAMED.test(command);
    return { pullRequest: { url, state: stateOf(verb, command, output), isOfBranch } };
  }
  const commit = /\bgit\b.*\bcommit\b/.test(command) ? COMMIT.exec(output)?.[1] : undefined;
  return commit === undefined ? {} : { commit };
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
      const said = SAID.exec(output)?.[1]?.toUpperCase();
      if (said === undefined) return null;
      return said === 'MERGED' ? 'merged' : said === 'CLOSED' ? 'abandoned' : 'open';
    }
  }
}

/** The ticket that a branch is named for: `ABC-12`, or `#12` of `12-fix` and `fix/12-cart`; null where it names none. */
export function ticketOf(branch: string): string | null {
  const key = /(?:^|[/_-])([A-Z][A-Z0-9]{1,9}-\d{1,7})(?![A-Za-z0-9])/.exec(branch)?.[1];
  if (key !== undefined) return key;
  const number = /(?:^|\/)(?:issue-|gh-)?(\d{1,7})(?:[-_]|$)/.exec(branch)?.[1];
  return number === undefined ? null : `#${number}`;
}
