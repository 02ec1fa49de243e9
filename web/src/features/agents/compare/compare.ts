import type { AgentRow, Spread } from '@claude-monitor/protocol/api/index';

/** With fewer finished tasks nothing is compared. */
export const FEWEST = 10;

/** What is clearly different between two models of one agent in one project. */
export type Difference =
  | { kind: 'cost' | 'time'; times: number; than: string | null }
  | { kind: 'first try'; than: string | null };

export type Group = { project: string | null; tasks: number; rows: AgentRow[] };

export const endedOf = ({ done, failed, cancelled }: AgentRow): number => done + failed + cancelled;

/** A row in the address: names may hold anything. */
export const keyOf = ({ project, agentName, model }: AgentRow): string =>
  JSON.stringify([project, agentName, model]);

export function byProject(rows: readonly AgentRow[]): Group[] {
  return [...Map.groupBy(rows, ({ project }) => project)].map(([project, own]) => ({
    project,
    rows: own,
    tasks: own.reduce((sum, row) => sum + endedOf(row), 0),
  }));
}

/**
 * Where a row clearly differs from others of its agent and project: their 95% intervals do not overlap, and both
 * have enough finished tasks. Said of the dearer, the slower and the better one.
 */
export function differencesOf(row: AgentRow, rows: readonly AgentRow[]): Difference[] {
  const others = rows.filter(
    (other) => other !== row && other.project === row.project && other.agentName === row.agentName,
  );
  return others.flatMap((other): Difference[] => {
    const than = other.model;
    const cost = timesMore(row.costMicros, other.costMicros);
    const time = timesMore(row.durationMs, other.durationMs);
    return [
      ...(cost === null ? [] : [{ kind: 'cost' as const, times: cost, than }]),
      ...(time === null ? [] : [{ kind: 'time' as const, times: time, than }]),
      ...(isShareAbove(row, other) ? [{ kind: 'first try' as const, than }] : []),
    ];
  });
}

function timesMore(a: Spread, b: Spread): number | null {
  if (a.n < FEWEST || b.n < FEWEST) return null;
  if (a.medianLow === null || b.medianHigh === null || a.medianLow <= b.medianHigh) return null;
  if (a.median === null || b.median === null || b.median === 0) return null;
  return a.median / b.median;
}

function isShareAbove({ firstTry: a }: AgentRow, { firstTry: b }: AgentRow): boolean {
  if (a.n < FEWEST || b.n < FEWEST || a.low === null || b.high === null) return false;
  return a.low > b.high;
}

/** Whether two models of one agent in one project have enough finished tasks. */
export const isComparable = (rows: readonly AgentRow[]): boolean =>
  [
    ...Map.groupBy(rows, ({ project, agentName }) => JSON.stringify([project, agentName])).values(),
  ].some((own) => own.filter(({ done }) => done >= FEWEST).length > 1);

/** Where a value stands between the least and the most, on a scale where ratios matter; 0 to 1. */
export function logPlace(value: number, { least, most }: { least: number; most: number }): number {
  if (most <= least) return 0.5;
  const place = Math.log(Math.max(value, least) / least) / Math.log(most / least);
  return Math.min(1, Math.max(0, place));
}

/** The least and the most that any row shows of a figure; from 1, for the scale has no 0. */
export function scaleOf(spreads: readonly Spread[]): { least: number; most: number } {
  const values = spreads
    .flatMap(({ low, high, values }) => [low, high, ...values])
    .flatMap((value) => (value === null ? [] : [Math.max(1, value)]));
  if (values.length === 0) return { least: 1, most: 1 };
  return { least: Math.min(...values), most: Math.max(...values) };
}
