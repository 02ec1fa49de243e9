import type { RunResult } from './client.ts';
import type { Served } from './messages-api.ts';
import { add, type Figures, type Shown } from './monitor.ts';

export type Comparison = { what: string; expected: string; shown: string; isEqual: boolean };

/** The monitor's figures beside the client's own account, and beside what the API served. */
export function compare(
  results: readonly RunResult[],
  served: readonly Served[],
  shown: Shown,
): Comparison[] {
  const accounts = [true, false].map((isCumulative) => ownAccount(results, isCumulative));
  const byModel = sumsOf(served, ({ model }) => model);
  const bySubagent = sumsOf(served, ({ agent }) => agent ?? 'main');
  const tokens = mapValues(shown.models, ({ requests: _, ...figures }) => figures);
  const [cumulative] = accounts;
  const own = accounts.find(({ models }) => canonical(models) === canonical(tokens)) ?? cumulative;
  if (own === undefined) throw new Error('no account of the client');
  return [
    comparison('tokens by model: the client', own.models, tokens),
    comparison('tokens and requests by model: served', byModel, shown.models),
    byInstance('by instance, live: served', bySubagent, shown.subagents),
    byInstance('by instance, in the tables: served', bySubagent, shown.subagentsInTables),
    {
      what: 'cost as the client states it, micro-dollars',
      expected: String(Math.round(own.costMicros)),
      shown: String(shown.clientCostMicros),
      // Each request is rounded to a whole micro-dollar.
      isEqual: Math.abs(own.costMicros - shown.clientCostMicros) <= served.length,
    },
  ];
}

type Tokens = Omit<Figures, 'requests'>;

/** The result of a session that was resumed or forked counts what was before as well, from some version after 2.1.197 on. */
function ownAccount(
  results: readonly RunResult[],
  isCumulative: boolean,
): { models: Record<string, Tokens>; costMicros: number } {
  const models: Record<string, Figures> = {};
  let costMicros = 0;
  let before: RunResult | null = null;
  for (const result of results) {
    const since = isCumulative && result.isResumed ? before : null;
    costMicros += (result.total_cost_usd - (since?.total_cost_usd ?? 0)) * 1e6;
    for (const [name, usage] of Object.entries(result.modelUsage)) {
      const former = since?.modelUsage[name];
      // The mark of a long context is of the client's own; the API knows the model without.
      add(models, name.replace(/\[1m\]$/, ''), {
        requests: 0,
        inputTokens: usage.inputTokens - (former?.inputTokens ?? 0),
        outputTokens: usage.outputTokens - (former?.outputTokens ?? 0),
        cacheReadTokens: usage.cacheReadInputTokens - (former?.cacheReadInputTokens ?? 0),
        cacheCreationTokens:
          usage.cacheCreationInputTokens - (former?.cacheCreationInputTokens ?? 0),
      });
    }
    before = result;
  }
  return { models: mapValues(models, ({ requests: _, ...figures }) => figures), costMicros };
}

function sumsOf(
  served: readonly Served[],
  nameOf: (request: Served) => string,
): Record<string, Figures> {
  const sums: Record<string, Figures> = {};
  for (const request of served) {
    const { usage } = request;
    add(sums, nameOf(request), {
      requests: 1,
      inputTokens: usage.input,
      outputTokens: usage.output,
      cacheReadTokens: usage.cacheRead,
      cacheCreationTokens: usage.cacheWrite5m + usage.cacheWrite1h,
    });
  }
  return sums;
}

function comparison(what: string, expected: object, shown: object): Comparison {
  const [wanted, found] = [canonical(expected), canonical(shown)];
  return { what, expected: wanted, shown: found, isEqual: wanted === found };
}

/** What stands for subagents of a type that a client (2.1.197) doesn't tell apart. */
const UNATTRIBUTED = '?';

/**
 * Each subagent has what it was served. Where the client names none for some requests, those are shown apart: no
 * subagent has more than its own, and with them all add up to what was served.
 */
function byInstance(
  what: string,
  expected: Record<string, Figures>,
  shown: Record<string, Figures>,
): Comparison {
  const unattributed = Object.entries(shown).filter(([id]) => id.startsWith(UNATTRIBUTED));
  const plain = comparison(what, expected, shown);
  if (unattributed.length === 0) return plain;
  const named = Object.entries(shown).filter(([id]) => !id.startsWith(UNATTRIBUTED));
  const isOwn = named.every(([id, { requests, outputTokens }]) => {
    const own = expected[id];
    return own !== undefined && requests <= own.requests && outputTokens <= own.outputTokens;
  });
  const isWhole = canonical(totalOf(expected)) === canonical(totalOf(shown));
  const requests = unattributed.reduce((sum, [, figures]) => sum + figures.requests, 0);
  return {
    ...plain,
    what: `${what}, but for ${String(requests)} requests for which the client names no subagent`,
    isEqual: isOwn && isWhole,
  };
}

function totalOf(figures: Record<string, Figures>): Record<string, Figures> {
  const sums: Record<string, Figures> = {};
  for (const one of Object.values(figures)) add(sums, 'all', one);
  return sums;
}

const mapValues = <From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${key}: ${canonical(field)}`).join(', ')}}`;
}
