import {
  EXPORT_FORMATS,
  EXPORT_TYPES,
  FORMAT_PARAMETER,
  formatSchema,
  type ExportFormat,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { AppContext } from '../../http/context.ts';
import { parseWith } from '../../http/parse.ts';

const querySchema = z.object({ [FORMAT_PARAMETER]: formatSchema.optional() });

/** The file that a list is asked for as; null: JSON. The parameter counts before the header. */
export function requestedFormat({ req }: AppContext): ExportFormat | null {
  const { format } = parseWith(
    querySchema,
    { format: req.query(FORMAT_PARAMETER) },
    'invalid_query',
  );
  if (format !== undefined) return format === 'json' ? null : format;
  const accepted = req.header('accept') ?? '';
  if (accepted.includes('application/json')) return null;
  const isAccepted = (one: ExportFormat): boolean =>
    accepted.includes(EXPORT_TYPES[one].split(';', 1)[0] ?? '');
  return EXPORT_FORMATS.find(isAccepted) ?? null;
}
