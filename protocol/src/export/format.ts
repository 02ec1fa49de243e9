import { z } from 'zod';

/** What a list can be had as, beside JSON. */
export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
};

/** The parameter of a list that can be exported; without it the `Accept` header decides, and JSON is the default. */
export const FORMAT_PARAMETER = 'format';

export const formatSchema = z.enum(['json', ...EXPORT_FORMATS], {
  error: 'expected json, csv or ndjson',
});
