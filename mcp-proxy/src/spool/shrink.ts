import { fsyncSync, openSync, closeSync, writeFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExpendable } from './expendable.ts';
import type { Owner } from './owner.ts';
import { createdAtOf, newSegmentId, segmentFile } from './segment-name.ts';
import { SegmentReader } from './segment-reader.ts';

/**
 * Lets events of a closed segment go: the expendable ones, or all. What is left becomes a new
 * segment before the old one is deleted: a crash between the two sends some twice, loses none.
 */
export function shrinkSegment(
  reader: SegmentReader,
  what: 'expendable' | 'all',
  context: { self: Owner; newId: () => string },
): { dropped: number; rest: SegmentReader | null } {
  const waiting = reader.read({ events: Infinity, bytes: Infinity });
  // What can't be read can't be counted either: it stays until it can.
  if (reader.reading.kind === 'fault') return { dropped: 0, rest: reader };
  const kept = what === 'all' ? [] : waiting.filter((line) => !isExpendable(line.text));
  const dropped = waiting.length - kept.length;
  if (what === 'expendable' && dropped === 0) return { dropped, rest: reader };
  const rest =
    kept.length === 0
      ? null
      : rewritten(
          reader,
          kept.map((line) => line.text),
          context,
        );
  reader.remove();
  return { dropped, rest };
}

function rewritten(
  reader: SegmentReader,
  lines: readonly string[],
  context: { self: Owner; newId: () => string },
): SegmentReader {
  // The time of creation stays, so that the age bound still sees how old the events are.
  const id = newSegmentId(createdAtOf(reader.id), context.newId);
  const path = join(dirname(reader.path), segmentFile({ id, owner: context.self }));
  const draft = `${path}.tmp`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(descriptor, lines.map((line) => `${line}\n`).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
  return new SegmentReader(id, path);
}
