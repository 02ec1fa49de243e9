import type { RunResult } from './client.ts';
import type { Served } from './messages-api.ts';
import { add, type Figures, type Shown } from './monitor.ts';

/** One comparison: the same figures from two places. */
export type Comparison = { what: string; expected: string; shown: string; isEqual: boolean };

/** The monitor's figures beside the client's own account, and beside what the API served. */
export function compare(
  results: readonly RunResult[],
  served: readonly Served[],
  shown: Shown,
): Comparison[] {
  const own = ownAccount(results);
  const byModel = sumsOf(served, ({ model }) => model);
  const bySubagent = sumsOf(served, ({ agent }) => agent ?? 'main');
  const tokens = mapValues(shown.models, ({ requests: _, ...figures }) => figures);
  return [
    comparison('tokens by model: the client', own.models, tokens),
    comparison('tokens and requests by model: served', byModel, shown.models),
    comparison('by instance, live: served', bySubagent, shown.subagents),
    comparison('by instance, in the tables: served', bySubagent, shown.subagentsInTables),
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

/** The result of a session that was resumed or forked counts what was before as well. */
function ownAccount(results: readonly RunResult[]): {
  models: Record<string, Tokens>;
  costMicros: number;
} {
  const models: Record<string, Figures> = {};
  let costMicros = 0;
  let before: RunResult | null = null;
  for (const result of results) {
    const since = result.isResumed ? before : null;
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
