import { withoutNames, type DeletedNames } from '../../domain/without-names.ts';
import { readBlock } from './block-data.ts';
import { packEvents } from './packed-json.ts';

/** A block of raw events that names no deleted session; null where it named none. */
export function blockWithoutNames(data: Uint8Array, deleted: DeletedNames): Uint8Array | null {
  const events = readBlock(data);
  const next = events.map((event) => withoutNames(event, deleted));
  if (next.every((event, index) => event === events[index])) return null;
  return packEvents(JSON.stringify(next));
}
