import type { usageHour, usageTrend } from '@claude-monitor/drizzle/schema';
import { addUsage, noFigures, type UsageFigures, type UsageSums } from '@claude-monitor/protocol';
import { sql, type SQL } from 'drizzle-orm';

import { safeSumOf } from '../safe-sum.ts';

export type UsageTable = typeof usageHour | typeof usageTrend;

type SumColumns = Record<keyof UsageSums, SQL<number>>;

/** The sums of a group of rows, apart by provenance: what a select asks for. */
export function figureColumns(table: UsageTable): {
  measured: SumColumns;
  reported: SumColumns;
  superseded: SumColumns;
} {
  return {
    measured: sumsWhere(table, 'measured'),
    reported: sumsWhere(table, 'reported'),
    superseded: sumsWhere(table, 'superseded'),
  };
}

export type FigureRow = Record<'measured' | 'reported' | 'superseded', UsageSums>;

/** Superseded reports are shown among the reported, and never added (rule USE1). */
export function figuresOf(row: FigureRow): UsageFigures {
  const counted = { ...row.measured };
  addUsage(counted, row.reported);
  const reported = { ...row.reported };
  addUsage(reported, row.superseded);
  return { ...counted, measured: { ...row.measured }, reported };
}

/** All tokens of a group, shown or counted: what groups are ordered by. */
export const tokensOf = (table: UsageTable): SQL<number> =>
  safeSumOf(
    sql`${table.inputTokens} + ${table.outputTokens} + ${table.cacheReadTokens} + ${table.cacheCreationTokens}`,
  );

export function totalOf(parts: readonly UsageFigures[]): UsageFigures {
  const total = noFigures();
  for (const part of parts) {
    addUsage(total, part);
    addUsage(total.measured, part.measured);
    addUsage(total.reported, part.reported);
  }
  return total;
}

function sumsWhere(table: UsageTable, provenance: keyof FigureRow): SumColumns {
  const sum = (field: keyof UsageSums): SQL<number> =>
    safeSumOf(sql`case when ${table.provenance} = ${provenance} then ${table[field]} else 0 end`);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheCreationTokens: sum('cacheCreationTokens'),
    costMicros: sum('costMicros'),
    unpricedRequests: sum('unpricedRequests'),
  };
}
