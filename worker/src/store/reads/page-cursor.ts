import { AppError } from '@claude-monitor/protocol';
import type { z } from 'zod';
import { fromBase64Url, toBase64Url } from '../../domain/credential/base64url.ts';

/** A page of a list and the cursor of the next one, null at the end. */
export type Page<Item> = { items: Item[]; next: string | null };

/** Where a page ended, as opaque text for the caller: the last row's keys. */
export function writeCursor(keys: readonly (string | number)[]): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(keys)));
}

/** The keys of a cursor that a caller sent back. Throws `invalid_query` on anything else. */
export function readCursor<Keys extends z.ZodType>(cursor: string, keys: Keys): z.infer<Keys> {
  try {
    return keys.parse(JSON.parse(new TextDecoder().decode(fromBase64Url(cursor))));
  } catch (cause) {
    throw new AppError('invalid_query', 'not a cursor of this server', {
      path: 'cursor',
      cause,
    });
  }
}
