import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Line } from '@claude-monitor/protocol/live/view';

/** A line of "Now", or the place where the hub left some out because there were too many at once. */
export type Entry =
  | { kind: 'line'; id: string; line: Line }
  | { kind: 'left-out'; id: string; at: number; count: number };

/**
 * Puts a frame's lines before the entries (newest first), within the bound. What comes at once may have
 * happened in another order than it was heard in: among themselves they stand by their time.
 */
export function addLines(
  entries: readonly Entry[],
  frame: { lines: readonly Line[]; moreLines: number; at: number; id: string },
): readonly Entry[] {
  if (frame.lines.length === 0 && frame.moreLines === 0) return entries;
  const known = new Set(entries.map((entry) => entry.id));
  const fresh: Entry[] = [];
  if (frame.moreLines > 0) {
    fresh.push({
      kind: 'left-out',
      id: `left-out ${frame.id}`,
      at: frame.at,
      count: frame.moreLines,
    });
  }
  for (const line of [...frame.lines].sort((a, b) => a.at - b.at)) {
    if (!known.has(line.id)) fresh.push({ kind: 'line', id: line.id, line });
    known.add(line.id);
  }
  return [...fresh.reverse(), ...entries].slice(0, LIMITS.linesKept);
}
