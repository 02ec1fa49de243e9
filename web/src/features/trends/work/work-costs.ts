import type { UsageAnswer } from '@claude-monitor/protocol/api/index';
import { addFigures, noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';

/** The labels that a pull request is told by; the relay takes them from Git and from what `gh` prints. */
export const PULL_LABELS = ['label:pull_request', 'label:branch', 'label:repository'] as const;
export const TICKET_LABEL = 'label:ticket';

type WorkRow = { name: string; usage: UsageFigures };

/** What work cost, the dearest first; rows and rest add up to `total`. */
export type WorkCosts = {
  rows: WorkRow[];
  /** Of no pull request or ticket. */
  unattributed: UsageFigures;
  /** Not told one by one, since there are too many; it may be of either kind. */
  others: UsageFigures | null;
  total: UsageFigures;
  /** Of the cost, or of the tokens where nothing has a price: 0 to 1; null: nothing was used. */
  coverage: number | null;
};

/**
 * Usage by pull request, branch and repository, as one sum for each pull request: what was used on its branch before
 * it was opened is its own too, unless the branch had several.
 */
export function pullRequestCosts(answer: UsageAnswer): WorkCosts {
  const pullsOf = new Map<string, Set<string>>();
  for (const { keys } of answer.groups) {
    const [pull, ...where] = keys;
    if (typeof pull !== 'string') continue;
    const branch = JSON.stringify(where);
    pullsOf.set(branch, (pullsOf.get(branch) ?? new Set()).add(pull));
  }
  return costsOf(answer, ([pull, ...where]) => {
    if (typeof pull === 'string') return pull;
    const pulls = [...(pullsOf.get(JSON.stringify(where)) ?? [])];
    return pulls.length === 1 ? (pulls[0] ?? null) : null;
  });
}

export const ticketCosts = (answer: UsageAnswer): WorkCosts =>
  costsOf(answer, ([ticket]) => ticket ?? null);

function costsOf(
  { groups, others, totals }: UsageAnswer,
  nameOf: (keys: UsageAnswer['groups'][number]['keys']) => string | null,
): WorkCosts {
  const sums = new Map<string, UsageFigures>();
  const unattributed = noFigures();
  const attributed = noFigures();
  for (const group of groups) {
    const name = nameOf(group.keys);
    if (name === null) {
      addFigures(unattributed, group);
      continue;
    }
    const sum = sums.get(name) ?? noFigures();
    sums.set(name, sum);
    addFigures(sum, group);
    addFigures(attributed, group);
  }
  const rows = [...sums].map(([name, usage]) => ({ name, usage }));
  rows.sort((a, b) => sizeOf(b.usage) - sizeOf(a.usage) || (a.name < b.name ? -1 : 1));
  const isPriced = totals.costMicros > 0;
  const part = (usage: UsageFigures): number => (isPriced ? usage.costMicros : tokensOf(usage));
  const whole = part(totals);
  const coverage = whole === 0 ? null : part(attributed) / whole;
  return { rows, unattributed, others, total: totals, coverage };
}

const sizeOf = (usage: UsageFigures): number =>
  usage.costMicros === 0 ? tokensOf(usage) / 1_000_000 : usage.costMicros;

const tokensOf = (usage: UsageFigures): number =>
  usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheCreationTokens;

/** `acme/shop#7` for the address of a pull request; what is none stays as it is. */
export function shortPull(url: string): string {
  const [, name, number] =
    /^https:\/\/[^/]+\/(.+?)(?:\/-)?\/(?:pull|pulls|merge_requests)\/(\d+)$/.exec(url) ?? [];
  return name === undefined || number === undefined ? url : `${name}#${number}`;
}
