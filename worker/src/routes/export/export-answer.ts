import {
  AppError,
  columnsOf,
  csvLine,
  EXPORT_TYPES,
  type ExportFormat,
  type Row,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Exported } from './exported.ts';

type Query = Readonly<Record<string, string | string[]>>;

/** Asks the route itself, with what is made of the query of its caller. */
type FetchPage = (queryFrom: (given: Query) => Query) => Promise<Response>;

const answerSchema = z
  .object({
    asOf: z.number().optional(),
    next: z.string().nullable().optional(),
    ordered: z.object({ count: z.number(), isWhole: z.boolean() }).optional(),
  })
  .loose();

type Answer = z.output<typeof answerSchema>;

/**
 * A list as a file: the route's own answers, page after page, each asked once the one before was taken. So it has what
 * its caller may see at that time, and takes the memory of one page. What fails before the first row is answered as
 * always; what fails later breaks the file off, so that it can't be taken for a whole one.
 */
export async function exportAnswer(
  { name, row, rowsOf, query, limit }: Exported,
  { format, fetchPage, now }: { format: ExportFormat; fetchPage: FetchPage; now: number },
): Promise<Response> {
  const page = async (cursor: string | null): Promise<Answer> => {
    const answer = await fetchPage(({ cursor: _, ...given }) => ({
      ...query,
      ...given,
      limit: String(limit),
      ...(cursor === null ? {} : { cursor }),
    }));
    return answerSchema.parse(await answer.json());
  };
  const first = await page(null);
  if (first.ordered?.isWhole === false) throw tooManyToOrder(first.ordered.count);
  const write = writerOf(format, row);
  const encoder = new TextEncoder();
  let next: Answer | string | null = first;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        controller.enqueue(encoder.encode(write.head));
      },
      pull: async (controller) => {
        // A page may hold nothing and go on; who reads waits for bytes.
        for (let text = ''; text === '' && next !== null;) {
          const answer: Answer = typeof next === 'string' ? await page(next) : next;
          next = answer.next ?? null;
          text = rowsOf(answer).map(write.line).join('');
          if (text !== '') controller.enqueue(encoder.encode(text));
        }
        if (next === null) controller.close();
      },
    },
    // Nothing is asked for before it is wanted.
    { highWaterMark: 0 },
  );
  const at = new Date(first.asOf ?? now).toISOString().slice(0, 16).replace(/[-:]/g, '');
  return new Response(body, {
    headers: {
      'content-type': EXPORT_TYPES[format],
      'content-disposition': `attachment; filename="${name}-${at}Z.${format}"`,
    },
  });
}

function writerOf(format: ExportFormat, row: z.ZodObject) {
  switch (format) {
    case 'csv': {
      const columns = columnsOf(row);
      return {
        head: csvLine(columns.map((column) => column.name)),
        line: (one: Row): string => csvLine(columns.map(({ cellOf }) => cellOf(one))),
      };
    }
    case 'ndjson':
      return { head: '', line: (one: Row): string => `${JSON.stringify(one)}\n` };
  }
}

const tooManyToOrder = (count: number): AppError =>
  new AppError(
    'invalid_query',
    `Too many rows to sort (limit ${String(count)}). Use a shorter range or no sort.`,
    { path: 'sort' },
  );
