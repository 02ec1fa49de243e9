import type { SnapshotFrame } from '@claude-monitor/protocol/live/frames';

export type SnapshotPieces = {
  to: string;
  parts: number;
  received: ReadonlyMap<number, SnapshotFrame>;
};

/** Adds a piece; one of another snapshot starts afresh, since the hub has begun again. */
export function addPiece(pieces: SnapshotPieces | null, frame: SnapshotFrame): SnapshotPieces {
  const isSame = pieces?.to === frame.to && pieces.parts === frame.parts;
  const received = new Map(isSame ? pieces.received : []);
  received.set(frame.part, frame);
  return { to: frame.to, parts: frame.parts, received };
}

/** The pieces in their order, or null while some are missing. */
export function wholeSnapshot(pieces: SnapshotPieces): SnapshotFrame[] | null {
  if (pieces.received.size < pieces.parts) return null;
  return [...pieces.received.values()].sort((a, b) => a.part - b.part);
}
