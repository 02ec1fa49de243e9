import { LIMITS, type Row } from '@claude-monitor/protocol';
import { z } from 'zod';

/** What of a route's answers is a table: its rows are had as CSV and NDJSON, page after page. */
export type Exported = {
  /** Of the file. */
  name: string;
  row: z.ZodObject;
  /** Of an answer as the route sends it. */
  rowsOf: (answer: Row) => Row[];
  /**
   * What is asked where the caller asks nothing else: an order in which a row that changes meanwhile keeps its
   * place, so that none is left out.
   */
  query: Readonly<Record<string, string>>;
  /** Rows of a page. */
  limit: number;
};

const rowSchema = z.record(z.string(), z.unknown());
const itemsSchema = z.object({ items: z.array(rowSchema) });

type ListAnswer = z.ZodObject<{ items: z.ZodArray<z.ZodObject> }>;

/** A list, by the schema of its answer. */
export const exportedItems = (
  name: string,
  answer: ListAnswer,
  { query = {}, limit = LIMITS.pageItems }: Partial<Pick<Exported, 'query' | 'limit'>> = {},
): Exported => ({
  name,
  row: answer.shape.items.element,
  rowsOf: (sent) => itemsSchema.parse(sent).items,
  query,
  limit,
});

const sumsSchema = z.object({
  groups: z.array(rowSchema),
  others: rowSchema.nullable(),
  series: z.array(rowSchema),
});

/**
 * Sums: a row for each group and one for all others together, so that they add up; without groups a row for each
 * stretch of time.
 */
export const exportedSums = (name: string, group: z.ZodObject): Exported => ({
  name,
  row: z.object({
    row: z.enum(['group', 'others', 'time']),
    at: z.number().nullable(),
    until: z.number().nullable(),
    ...group.shape,
  }),
  rowsOf: (sent) => {
    const { groups, others, series } = sumsSchema.parse(sent);
    if (groups.length === 0) return series.map((point) => ({ row: 'time', ...point }));
    return [
      ...groups.map((one) => ({ row: 'group', ...one })),
      ...(others === null ? [] : [{ row: 'others', ...others }]),
    ];
  },
  query: {},
  limit: LIMITS.pageItems,
});
