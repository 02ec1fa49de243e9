import { z } from 'zod';
import { LIMITS } from '../../limits.ts';

/** A time in a query: epoch milliseconds or ISO 8601 with a zone; epoch milliseconds inside. */
export const timeQuery = z.union([
  z.coerce.number().int().min(0),
  z.iso.datetime({ offset: true }).transform((value) => Date.parse(value)),
]);

/** Whose hours, days and weeks (from Monday): a name of the IANA time zone database. UTC by default. */
export const timezoneSchema = z
  .string()
  .max(LIMITS.nameLength)
  .refine(isTimeZone, {
    error: 'expected a time zone by its IANA name, for example Europe/Berlin',
  })
  .optional();

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
