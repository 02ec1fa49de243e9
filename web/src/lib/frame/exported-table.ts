import {
  EXPORT_FORMATS,
  FORMAT_PARAMETER,
  type ExportFormat,
} from '@claude-monitor/protocol/export/format';

/** A table of a page that the service sends as a file. */
export type ExportedTable = {
  name: string;
  /** Of the API, with the query that the page asks by, in an order of time: one by a figure leaves rows out. */
  path: string;
};

/** Of an answer that is one page; a file has all rows. */
const OF_PAGES = ['limit', 'cursor', 'facets', 'seriesOf'] as const;

/** Where the file lies. */
export function filePath({ path }: ExportedTable, format: ExportFormat): string {
  const [route = path, text = ''] = path.split('?', 2);
  const query = new URLSearchParams(text);
  for (const name of OF_PAGES) query.delete(name);
  query.set(FORMAT_PARAMETER, format);
  return `${route}?${query.toString()}`;
}

export const FORMATS: readonly { format: ExportFormat; name: string }[] = EXPORT_FORMATS.map(
  (format) => ({ format, name: format.toUpperCase() }),
);
