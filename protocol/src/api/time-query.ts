import { z } from 'zod';

/** A time in a query: epoch milliseconds or ISO 8601 with a zone; epoch milliseconds inside. */
export const timeQuery = z.union([
  z.coerce.number().int().min(0),
  z.iso.datetime({ offset: true }).transform((value) => Date.parse(value)),
]);
